-- An update that named one field twice counted its value twice.
UPDATE ticket SET field_count =
	(SELECT count(*) FROM ticket_field_value v WHERE v.ticket_id = ticket.id)
WHERE field_count <>
	(SELECT count(*) FROM ticket_field_value v WHERE v.ticket_id = ticket.id);
