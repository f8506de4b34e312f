-- params.currency is a value of the run: bound, not written into the statement
select id, price
from orders
where currency = ?
order by id
