-- 1: the step stands here as it was received; only the portal, which lost what it stood on, is offered it no more.
ALTER TABLE withdrawn ADD COLUMN stands INTEGER NOT NULL DEFAULT 0;
