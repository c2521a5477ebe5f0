import { spawn } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { once } from 'node:events'
import { join } from 'node:path'
import { electronCommand, projectRoot, startXvfb } from '../../build/launch.ts'
import { demoPassword } from '../portal/seed-data.ts'
import { demoOffice, demoPin, provision, startPortalProcess } from '../harness/demo-office.ts'
import { writeSampleScan } from '../harness/sample-scan.ts'
import { startDemoSigning } from './demo-signing.ts'
import { playTour } from './tour.ts'

/**
 * `npm start`: the demo office with everything an office has: a portal, an authority that stamps time, tokens, officers, a catalogue, two papers to scan in. With a display it opens the app and
 * leaves it to whoever sits there; without one it plays the main job once in the same app under Xvfb.
 */
const folder = process.env['QMC_DEMO'] ?? join(projectRoot, 'out', 'demo')
const dataFolder = join(folder, 'counter')
/** The same port every time, because an enrolled counter keeps its portal's address. */
const port = process.env['QMC_DEMO_PORT'] ?? '18521'

mkdirSync(folder, { recursive: true })
const hasDisplay = process.platform !== 'linux' || process.env['DISPLAY'] !== undefined || process.env['WAYLAND_DISPLAY'] !== undefined
console.log(`demo office: ${demoOffice.name}, data in ${folder}`)
const signing = await startDemoSigning(join(folder, 'signing'), Number(port) + 1)
const portal = await startPortalProcess({ ...signing.portalEnv, PORTAL_PORT: port, PORTAL_DATA: join(folder, 'portal'), PORTAL_SEED: '2021' })
console.log(`reference portal: ${portal.url} (look inside: ${portal.url}/admin?token=${portal.adminToken})`)
const scans = [
  await writeSampleScan(join(folder, 'scans', 'To khai dang ky khai sinh.pdf'), 'Tờ khai đăng ký khai sinh', 2),
  await writeSampleScan(join(folder, 'scans', 'Giay chung sinh.pdf'), 'Giấy chứng sinh')
]
const code = portal.enrolmentCodes[0]
if (!existsSync(join(dataFolder, 'keys.json')) && code) provision(dataFolder, portal.url, code)
const env = { ...signing.tokenEnv, QMC_DATA: dataFolder, QMC_PRINT_FOLDER: join(folder, 'in') }

if (hasDisplay) {
  console.log('officers and their demo password:')
  for (const officer of demoOffice.officers) console.log(`  ${officer.login.padEnd(8)} ${officer.fullName} (${officer.title})`)
  console.log(`  password: ${demoPassword}    token PIN: ${demoPin}    papers to import: ${join(folder, 'scans')}`)
  console.log(`  pictures of hand and seal for signing documents: ${signing.pictures.join(', ')}`)
  const command = electronCommand()
  const app = spawn(command.executable, command.args, { env: { ...command.env, ...env }, stdio: 'inherit' })
  process.once('SIGINT', () => app.kill())
  await once(app, 'exit')
} else {
  const display = await startXvfb('1366x768', true)
  try {
    await playTour({ dataFolder, env, scans, caPath: signing.authority.pemPath, outFolder: join(projectRoot, 'out', 'tour'), portal })
  } catch (error) {
    console.error(error)
    process.exitCode = 1
  }
  await display.stop()
}
await portal.stop()
await signing.authority.close()
