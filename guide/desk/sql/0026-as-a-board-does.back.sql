SET LOCAL ROLE guide_owner;
DROP POLICY as_a_board_does ON desk.deed;
