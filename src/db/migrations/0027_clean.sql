-- An event that is cleaned away takes its entries in the queues with it: they are looked for by it.
create index asset_event_queue_event on asset_event_queue (event_id);
