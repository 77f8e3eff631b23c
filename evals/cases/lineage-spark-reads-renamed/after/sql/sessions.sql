create or replace table web.sessions as
select
    visitor,
    min(at) as started_at,
    count(*) as page_count
from raw.page_views
group by visitor
