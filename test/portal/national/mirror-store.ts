import { randomBytes } from 'node:crypto'
import type { Dossier } from '../../../electron/domain/dossier.ts'
import { getFeedGeneration } from '../change-store.ts'
import type { Database, Queryable } from '../database.ts'
import type { ResultPaper, Step } from './describe-dossier.ts'

/** Whoever takes a dossier has it for so long; a relay that died meanwhile delays it by no more. */
const takenForSeconds = 300
const newsAtOnce = 500
const longestWaitSeconds = 1_800

/** The relay's row, made at the first start: the key in the addresses of files. */
export async function openRelay(database: Database): Promise<{ fileSecret: string }> {
  const generation = await getFeedGeneration(database)
  await database.query('insert into national_relay (file_secret, feed_generation) values ($1, $2) on conflict do nothing', [randomBytes(32).toString('base64'), generation])
  const [row] = await database.query<{ fileSecret: string }>('select file_secret as "fileSecret" from national_relay')
  if (!row) throw new Error('the relay has no row')
  return row
}

/** Reads on in the feed of changes (change-store.ts tells why `pg_snapshot_xmin` bounds it). @returns whether there may be more */
export async function takeNews(database: Database): Promise<boolean> {
  return database.transaction(async (tx) => {
    const [at] = await tx.query<{ generation: string; xid: string; id: string }>('select feed_generation as generation, feed_xid::text as xid, feed_id::text as id from national_relay for update')
    const generation = await getFeedGeneration(tx)
    const since = at?.generation === generation ? at : { xid: '0', id: '0' }
    const rows = await tx.query<{ xid: string; id: string; dossier: string | null }>(
      `select xid::text as xid, id::text as id,
              case kind when 'dossier-status' then ref when 'document' then value->'document'->>'dossierId' end as dossier
       from change_log where xid < pg_snapshot_xmin(pg_current_snapshot()) and (xid, id) > ($1::text::xid8, $2::text::bigint)
       order by change_log.xid, change_log.id limit $3`,
      [since.xid, since.id, newsAtOnce]
    )
    const last = rows.at(-1)
    if (!last) return false
    const dossiers = [...new Set(rows.flatMap(({ dossier }) => (dossier === null ? [] : [dossier])))].sort()
    await tx.query(
      `insert into national_mirror (dossier_id) select d.id from dossier d where d.id in (select value from json_array_elements_text($1::json))
       on conflict (dossier_id) do update set ${moreNews}`,
      [JSON.stringify(dossiers)]
    )
    await tx.query('update national_relay set feed_generation = $1, feed_xid = $2::text::xid8, feed_id = $3::text::bigint', [generation, last.xid, last.id])
    return rows.length === newsAtOnce
  })
}

/** What waits longer for another reason, a refusal or a relay that has it in hand, goes on waiting. */
const moreNews = 'news = national_mirror.news + 1, due_at = case when national_mirror.told_news = national_mirror.news then now() else national_mirror.due_at end'

/** A file came whole: the dossiers it belongs to can be told with it. */
export async function noteHeldFile(db: Queryable, sha256: string): Promise<void> {
  await db.query(
    // In the order in which the relay locks them too.
    `with rows as (select dossier_id from national_mirror where dossier_id in (select dossier_id from expected_file where sha256 = $1
       union select d.dossier_id from document d join document_file f on f.document_id = d.id where f.sha256 = $1) order by dossier_id for update)
     update national_mirror set ${moreNews} from rows where national_mirror.dossier_id = rows.dossier_id`,
    [sha256]
  )
}

export interface Taken {
  dossierId: string
  news: string
  toldHash: string | null
  steps: number
}

export async function takeDue(db: Queryable): Promise<Taken | undefined> {
  const [row] = await db.query<Taken>(
    `update national_mirror set due_at = now() + make_interval(secs => $1)
     where dossier_id = (select dossier_id from national_mirror where told_news < news and due_at <= now() order by due_at limit 1 for update skip locked)
     returning dossier_id as "dossierId", news::text as news, told_hash as "toldHash", steps`,
    [takenForSeconds]
  )
  return row
}

export interface ToTell {
  dossier: Dossier
  held: Set<string>
  results: ResultPaper[]
  steps: Step[]
}

/** One snapshot of a dossier, its files that are here, its sealed results, and its steps in the order of their arrival. */
export async function readDossier(database: Database, id: string): Promise<ToTell> {
  const [row] = await database.query<{ state: Dossier; held: string[]; results: ResultPaper[]; steps: Step[] }>(
    `select d.state,
       coalesce((select json_agg(e.sha256) from expected_file e join stored_file s on s.sha256 = e.sha256 where e.dossier_id = d.id), '[]') as held,
       coalesce((select json_agg(json_build_object('id', p.id, 'title', p.state->>'title', 'sha256', p.state->'current'->>'sha256') order by p.arrival)
         from document p join stored_file s on s.sha256 = p.state->'current'->>'sha256'
         where p.dossier_id = d.id and p.stage = 'issued' and p.state->>'documentKind' = 'result'), '[]') as results,
       (select json_agg(json_build_object('by', coalesce(o.full_name, 'Công dân'), 'title', coalesce(o.title, ''), 'at', coalesce(n.payload->>'at', n.payload->>'receivedAt'),
           'status', coalesce(n.payload->>'to', n.payload->>'status')::integer, 'words', coalesce(n.payload->>'reason', '')) order by n.arrival)
         from entry n left join officer o on o.id = n.officer
         where n.dossier_id = d.id and n.kind in ('dossier.received', 'dossier.status-changed') and n.payload is not null) as steps
     from dossier d where d.id = $1`,
    [id]
  )
  if (!row) throw new Error('a dossier that is mirrored is not there')
  return { dossier: row.state, held: new Set(row.held), results: row.results, steps: row.steps ?? [] }
}

/** The dossier itself was confirmed. */
export async function noteTold(db: Queryable, dossierId: string, hash: string): Promise<void> {
  await db.query('update national_mirror set told_hash = $2, told_at = now() where dossier_id = $1', [dossierId, hash])
}

export async function noteSteps(db: Queryable, dossierId: string, steps: number): Promise<void> {
  await db.query('update national_mirror set steps = greatest(steps, $2) where dossier_id = $1', [dossierId, steps])
}

/** Before each further request: false when another has it in hand since. */
export async function keepTaken(db: Queryable, dossierId: string, steps: number): Promise<boolean> {
  const rows = await db.query('update national_mirror set due_at = now() + make_interval(secs => $3) where dossier_id = $1 and steps = $2 returning 1', [dossierId, steps, takenForSeconds])
  return rows.length > 0
}

/** All of these news are told; later ones are due at once. */
export async function noteDone(db: Queryable, { dossierId, news }: Taken): Promise<void> {
  await db.query('update national_mirror set told_news = $2::text::bigint, attempts = 0, problem = null, due_at = now() where dossier_id = $1', [dossierId, news])
}

/** Tried again after 10 s, 20 s, ... half an hour. @param problem for the administrator */
export async function noteFailed(db: Queryable, dossierId: string, problem: string): Promise<void> {
  await db.query(
    `update national_mirror set attempts = attempts + 1, problem = $2,
       due_at = now() + make_interval(secs => least($3, 10 * power(2, least(attempts, 10))) * (0.75 + random() / 4)) where dossier_id = $1`,
    [dossierId, problem, longestWaitSeconds]
  )
}

export interface MirrorOverview {
  told: number
  waiting: number
  failing: { id: string; code: string; problem: string; attempts: number; dueAt: string }[]
}

export async function getMirror(db: Queryable): Promise<MirrorOverview> {
  const [counts] = await db.query<{ told: number; waiting: number }>(
    'select count(*) filter (where told_news = news and told_at is not null)::integer as told, count(*) filter (where told_news < news)::integer as waiting from national_mirror'
  )
  const failing = await db.query<MirrorOverview['failing'][number]>(
    `select d.id, d.code, m.problem, m.attempts, to_json(m.due_at)#>>'{}' as "dueAt" from national_mirror m join dossier d on d.id = m.dossier_id
     where m.problem is not null order by m.attempts desc, d.code limit 100`
  )
  return { told: counts?.told ?? 0, waiting: counts?.waiting ?? 0, failing }
}
