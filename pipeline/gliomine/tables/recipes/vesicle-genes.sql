-- question: Which genes stand in a sentence with vesicles of mesenchymal stem cells, by papers?
-- vesicle = exosom|vesicle|secretome: what a vesicle's name holds, as a regular expression
-- origin = mesenchymal|mscs?\b|stromal: what the name of its cell holds, in the same sentence
WITH named AS (
    SELECT doc_id, sentence_index, lower(concat_ws(' ', text, concept_name, long_form)) AS name FROM entities
    WHERE sentence_index IS NOT NULL
), vesicle AS (
    SELECT doc_id, sentence_index FROM named
    GROUP BY doc_id, sentence_index
    HAVING bool_or(regexp_matches(name, $vesicle)) AND bool_or(regexp_matches(name, $origin))
)
SELECT min(entities.name) AS gene, curie, count(DISTINCT doc_id) AS documents,
       count(DISTINCT (doc_id, sentence_index)) AS sentences,
       count(*) FILTER (assertion = 'absent') AS denied
FROM entities JOIN vesicle USING (doc_id, sentence_index)
WHERE entity_type = 'gene'
GROUP BY curie, coalesce(curie, entities.name)
ORDER BY documents DESC, sentences DESC, gene, curie
