-- Those that were sent long ago are removed.
create index notice_sent on notice (sent_at) where state = 'sent';
