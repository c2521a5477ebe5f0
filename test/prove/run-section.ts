import { sections, type SectionName, type SectionOptions } from './sections.ts'

/** `node run-section.ts <name> <options as JSON>`: one section of the campaign in a process of its own; its last line is its result as JSON. */
const [name = '', options = '{}'] = process.argv.slice(2)
if (!Object.hasOwn(sections, name)) throw new Error(`there is no section "${name}"`)
const result = await sections[name as SectionName](JSON.parse(options) as SectionOptions)
process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0))
