import { sections } from './sections.ts'

/** The process of one section: `node run-section.ts <name>`, started by bench.ts. Answers over the process channel. */
const section = sections.find(({ name }) => name === process.argv[2])
if (!section) throw new Error(`no section ${process.argv[2]}`)
const { measure } = await section.load()
const report = await measure()
await new Promise<void>((resolve) => {
  if (process.send) process.send(report, undefined, {}, () => resolve())
  else {
    console.log(JSON.stringify(report, undefined, 2))
    resolve()
  }
})
process.exit(0)
