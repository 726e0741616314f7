-- question: Which sentences of results or conclusions affirm that something treats a disease?
-- needs: claims
-- disease (concept) = glioma: name or CURIE of what is treated; what is below it counts
-- score = 0: least score of the claim, 0 to 1
WITH disease AS (
    SELECT DISTINCT curie FROM concept_ancestors
    WHERE lower($disease) IN (lower(ancestor), lower(ancestor_name))
), hedged AS (
    SELECT DISTINCT cues.doc_id, sentences."index" AS sentence_index
    FROM cues JOIN sentences ON sentences.doc_id = cues.doc_id
     AND cues.start >= sentences.start AND cues.start < sentences."end"
)
SELECT hedged.doc_id IS NULL AND regexp_matches(lower(min(sentence)),
           '\b(inhibit|suppress|reduc|decreas|improv|prolong|enhanc|sensiti[sz]|attenuat|block|prevent|delay|cure|kill'
           || '|shr[iau]nk|regress|respon[ds]|effective|efficac|benefit|surviv|eradicat|abolish|feasible|safe|useful)'
       ) AS effect,
       round(max(score), 2) AS score, sentence_role AS role,
       string_agg(DISTINCT subject_name, ' | ' ORDER BY subject_name) AS treatments,
       string_agg(DISTINCT object_name, ' | ' ORDER BY object_name) AS diseases, claims.doc_id, year,
       min(sentence) AS sentence
FROM claims LEFT JOIN hedged ON hedged.doc_id = claims.doc_id AND hedged.sentence_index = claims.sentence_index
WHERE predicate = 'treats' AND status = 'present' AND sentence_role IN ('results', 'conclusions')
  AND score >= CAST($score AS DOUBLE)
  AND (object IN (SELECT curie FROM disease) OR lower(object_name) = lower($disease))
GROUP BY claims.doc_id, hedged.doc_id, year, sentence_role, claims.sentence_index
ORDER BY effect DESC, max(score) DESC, claims.doc_id, claims.sentence_index
