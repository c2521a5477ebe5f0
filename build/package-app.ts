import { copyFileSync, rmSync } from 'node:fs'
import { join, dirname } from 'node:path'
import { build, Platform } from 'electron-builder'
import { buildApp } from './bundle.ts'
import { builderConfiguration } from './electron-builder.ts'
import { projectRoot } from './launch.ts'
import { getRuntime } from './setup.ts'

/**
 * Make out/package: the app as a folder and as a Debian package, with the tests' doors taken out.
 * The fallback Electron is refused unless QMC_PACKAGE_FALLBACK=1 says that the package is for a trial.
 * @param args the targets, "dir" and "deb" when none is given
 * @returns the exit code
 */
export async function packageDebian(args: string[]): Promise<number> {
  return (await packageInto(join(projectRoot, 'out', 'package'), args, process.env.QMC_PACKAGE_FALLBACK === '1')) ? 0 : 1
}

/** @returns false, having said why, when this machine has no Electron to make a release with */
export async function packageInto(output: string, args: string[], takesFallback: boolean): Promise<boolean> {
  const { electron, sqliteBinding } = getRuntime()
  if (electron.kind === 'fallback' && !takesFallback) {
    console.error(`A release is not built on Electron ${electron.version}, which is for development and tests only.`)
    console.error('Set ELECTRON_MIRROR so that the declared Electron can be fetched, or QMC_PACKAGE_FALLBACK=1 for a package to try.')
    return false
  }
  await buildApp({ isRelease: true })
  // Nothing may be fetched here: the Debian package is made by a stand-in for fpm that calls dpkg-deb.
  process.env.CUSTOM_FPM_PATH ??= join(projectRoot, 'build', 'fpm.mjs')
  process.env.ELECTRON_BUILDER_7ZIP_PATH ??= '/usr/bin/7z'
  rmSync(output, { recursive: true, force: true })
  const made = await build({
    projectDir: projectRoot,
    targets: Platform.LINUX.createTarget(args.length > 0 ? args : ['dir', 'deb']),
    config: builderConfiguration(output, { folder: dirname(electron.executable), version: electron.version }, (context) => {
      const resources = join(context.appOutDir, 'resources')
      // The loader of the fallback runtime; the app is in app.asar.
      rmSync(join(resources, 'app'), { recursive: true, force: true })
      if (!sqliteBinding) return
      copyFileSync(sqliteBinding, join(resources, 'app.asar.unpacked', 'node_modules', 'better-sqlite3', 'prebuilds', 'linux-x64.node'))
    }),
  })
  for (const path of made) console.log(`package: ${path}`)
  return true
}
