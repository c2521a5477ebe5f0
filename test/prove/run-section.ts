import { sections, type SectionName, type SectionOptions, type SectionResult } from './sections.ts'

/** `node run-section.ts <name> <options as JSON>`: one section of the campaign in a process of its own. Prints its counts so far now and then, and last its result, each a line of JSON. */
const [name = '', options = '{}'] = process.argv.slice(2)
if (!Object.hasOwn(sections, name)) throw new Error(`there is no section "${name}"`)
const everyMs = 1_000
let printedMs = 0

function print(counts: SectionResult, done?: () => void): void {
  printedMs = performance.now()
  process.stdout.write(`${JSON.stringify(counts)}\n`, done)
}

const result = await sections[name as SectionName](JSON.parse(options) as SectionOptions, (soFar) => {
  if (performance.now() - printedMs > everyMs) print(soFar)
})
print(result, () => process.exit(0))
