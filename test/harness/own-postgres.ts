/** Setup of each file: the PostgreSQL of the worker it runs in (`build/postgres.ts`, `startPostgresOfWorkers`) is the one its tests and their processes find. */
const urls = JSON.parse(process.env['QMC_DATABASE_URLS'] ?? '[]') as string[]
const own = urls[(Number(process.env['VITEST_POOL_ID']) - 1) % urls.length]
if (own !== undefined) process.env['DATABASE_URL'] = own
