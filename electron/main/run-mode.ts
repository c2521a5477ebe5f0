import { app } from 'electron'

/**
 * What this app is for the whole life of its process, by its command line: the counter; `--training`, an invented office of its own; or `--smoke`, a run that tries the packaged app on such
 * an office in a throw-away folder and ends with an exit code.
 */
export type RunMode = 'counter' | 'training' | 'smoke'

export const runMode: RunMode = app.commandLine.hasSwitch('smoke') ? 'smoke' : app.commandLine.hasSwitch('training') ? 'training' : 'counter'

/** An office that no portal knows. */
export const isInvented: boolean = runMode !== 'counter'

// Inherited by every child: core makes no portal client and press asks no authority (rpc/closed-world.ts). Before anything of this app starts one.
if (isInvented) process.env['QMC_CLOSED_WORLD'] = '1'
else delete process.env['QMC_CLOSED_WORLD']
// A second copy of invented dossiers has no place on the office's stick.
if (isInvented) delete process.env['QMC_BACKUP_FOLDER']
// And what lies in the office's scan folder is of real people.
if (isInvented) delete process.env['QMC_SCAN_FOLDER']
