-- question: Which sentences of results or conclusions affirm an effect of a treatment on a disease?
-- disease (concept) = glioma: name or CURIE of the disease; what is below it counts
WITH disease AS (
    SELECT DISTINCT doc_id, sentence_index, text FROM entities_within
    WHERE lower($disease) IN (lower(within), lower(within_name)) AND assertion = 'present'
      AND sentence_role IN ('results', 'conclusions')
), treatment AS (
    SELECT DISTINCT doc_id, sentence_index, name FROM entities
    WHERE entity_type IN ('treatment', 'chemical', 'delivery_system') AND assertion = 'present'
), denied AS (
    SELECT DISTINCT cues.doc_id, sentences."index" AS sentence_index
    FROM cues JOIN sentences ON sentences.doc_id = cues.doc_id
     AND cues.start >= sentences.start AND cues.start < sentences."end"
)
SELECT doc_id, year, sentences.role, string_agg(DISTINCT treatment.name, ' | ' ORDER BY treatment.name) AS treatments,
       string_agg(DISTINCT disease.text, ' | ' ORDER BY disease.text) AS diseases, sentences.text AS sentence
FROM disease JOIN treatment USING (doc_id, sentence_index)
JOIN sentences USING (doc_id) JOIN documents USING (doc_id)
LEFT JOIN denied USING (doc_id, sentence_index)
WHERE sentences."index" = sentence_index AND denied.doc_id IS NULL
  AND regexp_matches(lower(sentences.text),
      '\b(inhibit|suppress|reduc|decreas|improv|prolong|enhanc|increas|induc|sensiti[sz]|attenuat|block|prevent|promot|delay'
      || '|cure|kill|shr[iau]nk|regress|respon[ds]|effective|efficac|benefit|extend|surviv|eradicat|abrogat|abolish|cytotoxic'
      || '|antitumou?r|anti-tumou?r)')
GROUP BY doc_id, year, sentences.role, sentence_index, sentences.text
ORDER BY doc_id, sentence_index
