/* Passkeys: form[data-passkey] asks the browser to make or use one, and sends its answer like any other form. */

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const known = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

async function make(told) {
  const options = { ...told, challenge: bytes(told.challenge), user: { ...told.user, id: bytes(told.user.id) }, excludeCredentials: known(told.excludeCredentials) };
  const made = await navigator.credentials.create({ publicKey: options });
  return {
    id: made.id, rawId: text(made.rawId), type: made.type, clientExtensionResults: made.getClientExtensionResults(),
    response: { clientDataJSON: text(made.response.clientDataJSON), attestationObject: text(made.response.attestationObject) },
  };
}

async function use(told) {
  const options = { ...told, challenge: bytes(told.challenge), allowCredentials: known(told.allowCredentials) };
  const used = await navigator.credentials.get({ publicKey: options });
  const handle = used.response.userHandle;
  return {
    id: used.id, rawId: text(used.rawId), type: used.type, clientExtensionResults: used.getClientExtensionResults(),
    response: {
      clientDataJSON: text(used.response.clientDataJSON), authenticatorData: text(used.response.authenticatorData),
      signature: text(used.response.signature), userHandle: handle ? text(handle) : null,
    },
  };
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const said = form.querySelector("[data-said]");
  if (!window.PublicKeyCredential) {
    said.textContent = said.dataset.unable;
    continue;
  }
  form.querySelector("button").hidden = false;
  form.addEventListener("submit", async (event) => {
    if (form.elements.credential.value) return;
    event.preventDefault();
    said.textContent = said.dataset.busy;
    try {
      const told = JSON.parse(form.dataset.options).publicKey;
      const answer = form.dataset.passkey === "make" ? await make(told) : await use(told);
      form.elements.credential.value = JSON.stringify(answer);
      form.requestSubmit();
    } catch {
      said.textContent = said.dataset.failed;
    }
  });
}
