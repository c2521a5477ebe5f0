import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { dialog, type BrowserWindow } from 'electron'
import type { mainCounterMethods } from '../contract/counter.ts'
import type { PrintFailed, PrintOutcome, RegisterCursor } from '../contract/forms.ts'
import { writeDurably } from '../crypto/write-durably.ts'
import { toLocalTime } from '../domain/calendar.ts'
import type { RegisterLine } from '../domain/forms/register.ts'
import { registerCsv } from '../domain/forms/register-csv.ts'
import type { RenderedForm } from '../domain/forms/form-data.ts'
import { markForTraining } from '../domain/forms/training-mark.ts'
import { err, ok, type Result } from '../domain/result.ts'
import type { Handlers } from '../rpc/serve.ts'
import type { CitizenScreen } from './citizen-window.ts'
import type { CoreHost } from './core-host.ts'
import { reportPageFailure } from './page-failures.ts'
import { fontsFolder, getPrintFolder } from './paths.ts'
import { publishForm } from './printing/form-pages.ts'
import { printForm } from './printing/print-form.ts'
import { findReceiptPrinter } from './printing/receipt-printer.ts'
import { isInvented } from './run-mode.ts'
import type { SessionKeeper } from './session.ts'
import { openTraining } from './training.ts'
import type { UnsavedForm } from './unsaved-form.ts'

/** Main's own part of what the screen may ask: who is logged in, enrolment, paper. */
export function createCounterHandlers(session: SessionKeeper, host: CoreHost, getWindow: () => BrowserWindow, citizen: CitizenScreen, unsaved: UnsavedForm): Handlers<typeof mainCounterMethods> {
  let previewed: ReturnType<typeof publishForm> | undefined

  return {
    'session.get': () => ok(session.getState()),
    'session.login': ({ officerId, password }) => session.login(officerId, password),
    'session.logout': () => session.logout(),
    'setup.enrol': (request) => session.enrol(request),
    'setup.restore': (request) => session.restore(request),
    'setup.find-copies': async (request) => (await host.get()).call('core.find-copies', request),
    'setup.choose-folder': async () => ok({ folder: (await dialog.showOpenDialog(getWindow(), { properties: ['openDirectory'] })).filePaths[0] ?? null }),
    // Behind the log-in screen nobody's data is shown to anybody.
    'screen.set': ({ open }) => ok({ open: citizen.set(open && session.getState().state === 'open') }),
    'screen.answer': ({ level }) => ok({ isTaken: citizen.answer(level) }),
    'screen.show': ({ view }) => ok({ open: citizen.show(session.getState().state === 'open' ? view : null) }),
    'page.unsaved': ({ title }) => {
      unsaved.tell(title)
      return ok({})
    },
    'page.failed': (failure) => ok({ reportId: reportPageFailure(failure) }),
    'training.open': () => openTraining(),
    'print.form': async (request) => {
      const core = await host.get()
      const prepared = core.call('form.prepare', request)
      const printed = await print(prepared)
      if (!printed.ok) return printed
      // Only what came out is noted: a copy that jammed is printed again as the first. Not waited for: core answers in turn, so that whoever asks next finds the note.
      void core.call('form.printed', request)
      const form = await prepared
      return ok({ ...printed.value, isReprint: form.ok && form.value.isReprint })
    },
    'print.proof': (request) => print(host.get().then((core) => core.call('proof.render', request))),
    'print.token-report': async ({ text }) => {
      // Old editors of Windows take a file without the mark for another code page.
      return writePaper(`Thiet bi ky ${toLocalTime(Date.now()).slice(0, 19).replace(/[T:]/g, '-')}.txt`, `\uFEFF${text}`)
    },
    'print.preview': async (request) => {
      const core = await host.get()
      const form = await core.call('form.render', request)
      if (!form.ok) return form
      const paper = toPaper(form.value)
      previewed?.forget()
      previewed = publishForm(paper.html)
      return ok({ url: previewed.path, title: paper.title, paper: paper.paper })
    },
    'print.register-csv': async (period) => {
      const core = await host.get()
      const lines: RegisterLine[] = []
      for (let after: RegisterCursor | null | undefined; after !== null; ) {
        const part = await core.call('register.list', { ...period, limit: 5000, ...(after ? { after } : {}) })
        if (!part.ok) return part
        lines.push(...part.value.lines)
        after = part.value.next
      }
      const written = await writePaper(`${isInvented ? 'BAN TAP HUAN ' : ''}So theo doi ${period.from} ${period.to}.csv`, registerCsv(lines))
      return written.ok ? ok({ path: written.value.path, lines: lines.length }) : written
    }
  }

  async function print<E>(drawn: Promise<Result<RenderedForm, E>>): Promise<Result<PrintOutcome, E | PrintFailed>> {
    const choosing = findReceiptPrinter(getWindow().webContents, process.env['QMC_PRINTER'])
    // Answered for below, where it is waited for; it may fail before that.
    choosing.catch(() => undefined)
    const drawnForm = await drawn
    if (!drawnForm.ok) return drawnForm
    const form = toPaper(drawnForm.value)
    return printForm({ ...form, fontsFolder }, choosing, join(getPrintFolder(), `${fileNameOf(form.title)}.pdf`))
  }
}

/** A file beside the printed papers. */
async function writePaper(name: string, text: string): Promise<Result<{ path: string }, { kind: 'folder-unwritable' }>> {
  const folder = getPrintFolder()
  const path = join(folder, name)
  try {
    await mkdir(folder, { recursive: true })
    await writeDurably(path, text)
    return ok({ path })
  } catch {
    return err({ kind: 'folder-unwritable' })
  }
}

/** Whatever is printed or shown as it will be printed goes through here: a training paper says so. */
function toPaper(form: RenderedForm): RenderedForm {
  return isInvented ? markForTraining(form) : form
}

/** A name every file system of Windows takes. */
function fileNameOf(title: string): string {
  return title.replace(/[<>:"/\\|?*\u0000-\u001f]/g, '-').trim()
}
