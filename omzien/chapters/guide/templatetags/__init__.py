"""The words of this chapter's pages."""
