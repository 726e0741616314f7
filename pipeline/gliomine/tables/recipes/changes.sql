-- question: Which concepts are mentioned by a larger or smaller share of the documents than in earlier years?
-- since = 2015: first year of the later part
-- type = any: an entity type, or any
WITH dated AS (SELECT doc_id, year >= CAST($since AS BIGINT) AS later FROM documents WHERE year IS NOT NULL),
total AS (SELECT count(*) FILTER (NOT later) AS before, count(*) FILTER (later) AS after FROM dated),
counted AS (
    SELECT concept AS curie, min(entities.name) AS name, min(entity_type) AS entity_type,
           count(DISTINCT doc_id) FILTER (NOT later) AS before, count(DISTINCT doc_id) FILTER (later) AS after
    FROM entities JOIN dated USING (doc_id)
    WHERE concept IS NOT NULL AND $type IN (entity_type, 'any')
    GROUP BY concept
)
SELECT name, curie, entity_type, counted.before, counted.after,
       round(100.0 * counted.before / nullif(total.before, 0), 1) AS percent_before,
       round(100.0 * counted.after / nullif(total.after, 0), 1) AS percent_after,
       round(percent_after - percent_before, 1) AS change
FROM counted CROSS JOIN total
ORDER BY abs(change) DESC NULLS LAST, counted.after DESC, curie
