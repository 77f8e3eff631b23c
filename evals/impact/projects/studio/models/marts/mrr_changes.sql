select
    month,
    sum(case when mrr > previous_mrr then mrr - previous_mrr else 0 end) as expansion,
    sum(case when mrr < previous_mrr then previous_mrr - mrr else 0 end) as contraction,
    sum(mrr) as mrr
from {{ ref('mrr') }}
group by month
