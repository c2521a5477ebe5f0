import type { ReadDb, WriteDb } from './open.ts'
import { findRow, run } from './statements.ts'

/** What the counter itself must remember. Values are JSON; every key is named here. */
export type SettingKey = 'device' | 'pull-cursor' | 'clock-offset-ms' | 'signed-head' | 'confirmed-day' | 'last-contact' | 'epoch'

export function findSetting<T>(db: ReadDb, key: SettingKey): T | undefined {
  const row = findRow<{ value: string }>(db, 'SELECT value FROM setting WHERE key = ?', key)
  return row ? (JSON.parse(row.value) as T) : undefined
}

export function putSetting(db: WriteDb, key: SettingKey, value: unknown): void {
  run(db, 'INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value', key, JSON.stringify(value))
}
