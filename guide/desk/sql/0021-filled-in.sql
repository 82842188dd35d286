-- What a promise was to hold and did not is filled in after its call: the note says what.
SET LOCAL ROLE guide_owner;

ALTER TABLE desk.deed
    DROP CONSTRAINT deed_kind_check,
    ADD CONSTRAINT deed_kind_check CHECK (kind IN (
        'claimed', 'tried', 'moved', 'passed-on', 'taken-back', 'done', 'refused', 'void',
        'reopened', 'number-corrected', 'filled-in'
    ));
