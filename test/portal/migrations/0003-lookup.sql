-- Keeps the codes of an office's dossiers from being walked on the public page; the office's counters know it, it opens nothing else.
alter table office add column lookup_secret text not null
  default encode(sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')), 'base64')
  check (length(lookup_secret) = 44);
