-- The second line: the same walls as the policy table (omzien/ground/access), drawn once more in the database itself.
-- A request acts as omzien_app and sees only what its person and hat may see, even where the application forgot to ask.
-- The clock and the commands act as omzien_tick; a backup reads as omzien_backup. The owner of the tables only migrates.
-- Applied after every migration; every statement may be run again.

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['omzien_app', 'omzien_tick', 'omzien_backup'] LOOP
        BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
                EXECUTE format('CREATE ROLE %I NOLOGIN NOSUPERUSER NOBYPASSRLS', name);
            END IF;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            -- Roles belong to the whole server: another database on it was being prepared at this very moment.
            NULL;
        END;
    END LOOP;
END $$;

GRANT USAGE ON SCHEMA public TO omzien_app, omzien_tick, omzien_backup;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO omzien_app, omzien_tick;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO omzien_app, omzien_tick;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO omzien_backup;
GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO omzien_backup;

-- Who asks: set for every request, empty otherwise, and empty sees nothing.

CREATE OR REPLACE FUNCTION omzien_me() RETURNS uuid LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('omzien.staff', true), '')::uuid $$;

CREATE OR REPLACE FUNCTION omzien_school() RETURNS uuid LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('omzien.school', true), '')::uuid $$;

CREATE OR REPLACE FUNCTION omzien_hat() RETURNS text LANGUAGE sql STABLE AS
$$ SELECT coalesce(current_setting('omzien.hat', true), '') $$;

-- The application's own day: its clock is the school's, in Amsterdam.
CREATE OR REPLACE FUNCTION omzien_now() RETURNS timestamptz LANGUAGE sql STABLE AS
$$ SELECT coalesce(nullif(current_setting('omzien.now', true), '')::timestamptz, now()) $$;

CREATE OR REPLACE FUNCTION omzien_today() RETURNS date LANGUAGE sql STABLE AS
$$ SELECT (omzien_now() AT TIME ZONE 'Europe/Amsterdam')::date $$;

-- What follows looks past the walls in order to draw them, so it runs as the owner of the tables.

CREATE OR REPLACE FUNCTION omzien_barred(label text) RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT about_id FROM access_conflict
    WHERE school_id = omzien_school() AND about = label AND ended_on IS NULL
      AND (staff_id = omzien_me() OR staff_id IN (
          SELECT stands_in_for_id FROM school_roleholding
          WHERE staff_id = omzien_me() AND from_on <= omzien_today() AND (until_on IS NULL OR until_on >= omzien_today())))
$$;

CREATE OR REPLACE FUNCTION omzien_my_children() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT s.pupil_id FROM school_guardianship s JOIN school_guardian g ON g.id = s.guardian_id
    WHERE g.colleague_id = omzien_me()
$$;

CREATE OR REPLACE FUNCTION omzien_closed_cases() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT omzien_barred('approach.Case')
    UNION SELECT case_id FROM approach_part WHERE pupil_id IN (SELECT omzien_my_children())
    UNION SELECT case_id FROM approach_casereport WHERE report_id IN (SELECT omzien_barred('reports.Report'))
$$;

CREATE OR REPLACE FUNCTION omzien_team_cases() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT case_id FROM approach_teammember
    WHERE omzien_hat() IN ('mentor', 'pupil_coordinator') AND school_id = omzien_school() AND staff_id = omzien_me()
      AND from_on <= omzien_today() AND (until_on IS NULL OR until_on >= omzien_today())
$$;

CREATE OR REPLACE FUNCTION omzien_my_cases() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    (
        SELECT omzien_team_cases()
        UNION SELECT id FROM approach_case
            WHERE omzien_hat() = 'anti_bullying_coordinator' AND school_id = omzien_school()
        UNION SELECT p.case_id FROM approach_part p JOIN access_emergency e ON e.pupil_id = p.pupil_id
            WHERE omzien_hat() IN ('pupil_coordinator', 'anti_bullying_coordinator', 'director')
              AND e.staff_id = omzien_me() AND e.role = omzien_hat() AND e.school_id = omzien_school()
              AND e.began_at <= omzien_now() AND e.until_at > omzien_now()
    )
    EXCEPT SELECT omzien_closed_cases()
$$;

CREATE OR REPLACE FUNCTION omzien_my_reports() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    (
        SELECT id FROM reports_report WHERE school_id = omzien_school() AND author_id = omzien_me()
            AND omzien_hat() NOT IN ('administrator', 'privacy_officer', 'board', 'board_ict', '')
        UNION SELECT report_id FROM reports_reader
            WHERE omzien_hat() IN ('mentor', 'pupil_coordinator') AND school_id = omzien_school()
              AND staff_id = omzien_me() AND role = omzien_hat()
        UNION SELECT report_id FROM approach_casereport WHERE case_id IN (SELECT omzien_team_cases())
        UNION SELECT id FROM reports_report
            WHERE omzien_hat() = 'anti_bullying_coordinator' AND school_id = omzien_school()
    )
    EXCEPT (
        SELECT omzien_barred('reports.Report')
        UNION SELECT report_id FROM reports_mention WHERE pupil_id IN (SELECT omzien_my_children())
        UNION SELECT report_id FROM approach_casereport WHERE case_id IN (SELECT omzien_closed_cases())
    )
$$;

CREATE OR REPLACE FUNCTION omzien_my_pupils() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT id FROM school_pupil
        WHERE school_id = omzien_school()
          AND omzien_hat() IN ('pupil_coordinator', 'anti_bullying_coordinator', 'administrator', 'director')
    UNION SELECT p.pupil_id
        FROM school_roleholding h
        LEFT JOIN school_homegroup own ON own.id = h.home_group_id
        JOIN school_homegroup g ON g.id = h.home_group_id OR g.core_team_id IN (h.core_team_id, own.core_team_id)
        JOIN school_placement p ON p.home_group_id = g.id
        WHERE omzien_hat() IN ('mentor', 'teacher') AND h.role = omzien_hat()
          AND h.staff_id = omzien_me() AND h.school_id = omzien_school() AND g.school_id = omzien_school()
          AND h.from_on <= omzien_today() AND (h.until_on IS NULL OR h.until_on >= omzien_today())
          AND p.from_on <= omzien_today() AND (p.until_on IS NULL OR p.until_on >= omzien_today())
    UNION SELECT pupil_id FROM school_roleholding
        WHERE omzien_hat() IN ('mentor', 'teacher') AND role = omzien_hat() AND pupil_id IS NOT NULL
          AND staff_id = omzien_me() AND school_id = omzien_school()
          AND from_on <= omzien_today() AND (until_on IS NULL OR until_on >= omzien_today())
    -- The people of one's own cases and reports, whatever their group.
    UNION SELECT pupil_id FROM approach_part WHERE case_id IN (SELECT omzien_my_cases())
    UNION SELECT m.pupil_id FROM approach_member m JOIN approach_round r ON r.id = m.round_id
        WHERE r.case_id IN (SELECT omzien_my_cases())
    UNION SELECT pupil_id FROM reports_mention WHERE pupil_id IS NOT NULL AND report_id IN (SELECT omzien_my_reports())
$$;

CREATE OR REPLACE FUNCTION omzien_advises() RETURNS boolean LANGUAGE sql STABLE AS
$$ SELECT omzien_hat() IN ('confidential_adviser_internal', 'confidential_adviser_external') $$;

-- What was sealed for this adviser; a role alone reaches nothing.
CREATE OR REPLACE FUNCTION omzien_my_keys(label text) RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT w.about_id FROM vault_wrap w JOIN vault_adviserkey k ON k.id = w.adviser_id
    WHERE omzien_advises() AND w.about = label AND w.school_id = omzien_school() AND k.staff_id = omzien_me()
$$;

-- Draws one wall: who sees the row; whoever adds one adds it to their own school.
CREATE OR REPLACE PROCEDURE omzien_wall(name text, seen text, added text DEFAULT 'school_id = omzien_school()') LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('DROP POLICY IF EXISTS omzien_tick ON %I', name);
    EXECUTE format('DROP POLICY IF EXISTS omzien_backup ON %I', name);
    EXECUTE format('DROP POLICY IF EXISTS omzien_seen ON %I', name);
    EXECUTE format('DROP POLICY IF EXISTS omzien_added ON %I', name);
    EXECUTE format('DROP POLICY IF EXISTS omzien_changed ON %I', name);
    EXECUTE format('DROP POLICY IF EXISTS omzien_erased ON %I', name);
    EXECUTE format('CREATE POLICY omzien_tick ON %I TO omzien_tick USING (true) WITH CHECK (true)', name);
    EXECUTE format('CREATE POLICY omzien_backup ON %I FOR SELECT TO omzien_backup USING (true)', name);
    EXECUTE format('CREATE POLICY omzien_seen ON %I FOR SELECT TO omzien_app USING (%s)', name, seen);
    EXECUTE format('CREATE POLICY omzien_added ON %I FOR INSERT TO omzien_app WITH CHECK (%s)', name, added);
    EXECUTE format('CREATE POLICY omzien_changed ON %I FOR UPDATE TO omzien_app USING (%s) WITH CHECK (%s)', name, seen, added);
    EXECUTE format('CREATE POLICY omzien_erased ON %I FOR DELETE TO omzien_app USING (%s)', name, seen);
END $$;

-- Telling (5.staff, 4.6c): a report and what hangs on it. Anyone may tell something, also nobody in particular.
CALL omzien_wall('reports_report', 'id IN (SELECT omzien_my_reports())',
    'school_id = omzien_school() OR omzien_hat() = ''''');
CALL omzien_wall('reports_reader', 'report_id IN (SELECT omzien_my_reports())',
    'school_id = omzien_school() OR omzien_hat() = ''''');
CALL omzien_wall('reports_mention', 'report_id IN (SELECT omzien_my_reports())',
    'school_id = omzien_school() OR omzien_hat() = ''''');
CALL omzien_wall('approach_assessment', 'report_id IN (SELECT omzien_my_reports())');
CALL omzien_wall('approach_followup', 'report_id IN (SELECT omzien_my_reports())');

-- What is told to a confidential adviser (7): seen by whoever was given its key, in an adviser's hat.
CALL omzien_wall('reports_confidentialfile', 'id IN (SELECT omzien_my_keys(''reports.ConfidentialFile''))',
    'school_id = omzien_school() AND omzien_advises()');
CALL omzien_wall('reports_confidentialnote', 'file_id IN (SELECT omzien_my_keys(''reports.ConfidentialFile''))',
    'school_id = omzien_school() AND omzien_advises()');
CALL omzien_wall('reports_confidentialsource', 'file_id IN (SELECT omzien_my_keys(''reports.ConfidentialFile''))',
    'school_id = omzien_school() AND omzien_advises()');
CALL omzien_wall('reports_disclosure', 'id IN (SELECT omzien_my_keys(''reports.Disclosure''))',
    'school_id = omzien_school() AND omzien_advises()');

-- Working the case (chapter 5, A1).
CALL omzien_wall('approach_case', 'id IN (SELECT omzien_my_cases())');
CALL omzien_wall('approach_casereport',
    'case_id IN (SELECT omzien_my_cases()) OR report_id IN (SELECT omzien_my_reports())');
CALL omzien_wall('approach_teammember', 'case_id IN (SELECT omzien_my_cases())');
CALL omzien_wall('approach_part', 'case_id IN (SELECT omzien_my_cases())');
CALL omzien_wall('approach_agreement', 'case_id IN (SELECT omzien_my_cases())');
CALL omzien_wall('approach_contact', 'case_id IN (SELECT omzien_my_cases())');
CALL omzien_wall('approach_told', 'case_id IN (SELECT omzien_my_cases())');
CALL omzien_wall('approach_latercheck', 'case_id IN (SELECT omzien_my_cases())');
CALL omzien_wall('approach_logentry', 'case_id IN (SELECT omzien_my_cases())');
CALL omzien_wall('approach_round', 'case_id IN (SELECT omzien_my_cases())');
CALL omzien_wall('approach_step', 'case_id IN (SELECT omzien_my_cases())');
CALL omzien_wall('approach_member', 'round_id IN (SELECT id FROM approach_round)');
CALL omzien_wall('approach_consent', 'round_id IN (SELECT id FROM approach_round)');
CALL omzien_wall('approach_idea', 'round_id IN (SELECT id FROM approach_round)');
CALL omzien_wall('approach_memberreview', 'step_id IN (SELECT id FROM approach_step)');

-- People: names only as far as the work asks for.
CALL omzien_wall('school_pupil', 'id IN (SELECT omzien_my_pupils())');
CALL omzien_wall('school_guardianship', 'pupil_id IN (SELECT omzien_my_pupils())');
CALL omzien_wall('school_guardian', 'id IN (SELECT guardian_id FROM school_guardianship)');

-- What bends the policy, and what somebody is told.
CALL omzien_wall('access_emergency',
    'school_id = omzien_school() AND (staff_id = omzien_me() OR omzien_hat() IN
        (''privacy_officer'', ''director'', ''board'', ''anti_bullying_coordinator''))');
CALL omzien_wall('notices_notice', 'recipient_id = omzien_me() AND school_id = omzien_school()', 'true');
