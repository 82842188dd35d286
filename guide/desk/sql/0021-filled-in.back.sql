SET LOCAL ROLE guide_owner;
DELETE FROM desk.deed WHERE kind = 'filled-in';
ALTER TABLE desk.deed
    DROP CONSTRAINT deed_kind_check,
    ADD CONSTRAINT deed_kind_check CHECK (kind IN (
        'claimed', 'tried', 'moved', 'passed-on', 'taken-back', 'done', 'refused', 'void',
        'reopened', 'number-corrected'
    ));
