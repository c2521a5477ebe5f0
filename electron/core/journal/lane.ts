/** Lanes of the counter's own entries, which stand in no dossier's way. Every other lane is a dossier's or a document's and bears its id. */
export type OwnLane = 'counter' | 'satisfaction' | `number:${string}`

/** SQL: whether a lane is of the counter's own. @param column e.g. 'lane' */
export const isOwnLane = (column: string): string => `(${column} IN ('counter', 'satisfaction') OR ${column} GLOB 'number:*')`
