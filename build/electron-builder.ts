import type { Configuration } from 'electron-builder'
import { join } from 'node:path'
import { projectRoot } from './launch.ts'

/**
 * What electron-builder makes of out/app: the bundles carry every package but the two native ones. Windows (NSIS) needs
 * downloads and is built on the release machine; here: a folder and a Debian package.
 */
export function builderConfiguration(output: string, electron: { folder: string; version: string }, afterPack: Configuration['afterPack']): Configuration {
  return {
    appId: 'vn.gov.quay-mot-cua',
    productName: 'quay-mot-cua',
    directories: { output, buildResources: join(projectRoot, 'build') },
    electronDist: electron.folder,
    electronVersion: electron.version,
    npmRebuild: false,
    asar: true,
    asarUnpack: ['**/*.node'],
    files: [
      'package.json',
      'out/app/**/*',
      '!out/app/**/*.map',
      '!out/app/.built-*',
      // Of the tools' Node (build/code-cache.ts).
      '!out/app/*-node.*.cache',
      '!node_modules/**/*',
      'node_modules/better-sqlite3/package.json',
      'node_modules/better-sqlite3/lib/**/*.js',
      'node_modules/better-sqlite3/prebuilds/${platform}-${arch}.node',
      'node_modules/pkcs11js/package.json',
      'node_modules/pkcs11js/index.js',
      'node_modules/pkcs11js/build/Release/pkcs11.node',
    ],
    extraMetadata: { homepage: 'https://quay-mot-cua.invalid', author: { name: 'Quay Mot Cua', email: 'quay-mot-cua@localhost' } },
    electronFuses: {
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
    },
    afterPack,
    publish: null,
    linux: {
      executableName: 'quay-mot-cua',
      target: ['dir', 'deb'],
      icon: join(projectRoot, 'build', 'icons'),
      category: 'Office',
      synopsis: 'Quầy Một Cửa',
      description: 'Tiếp nhận và trả kết quả giải quyết thủ tục hành chính tại bộ phận một cửa',
      desktop: { entry: { Name: 'Quầy Một Cửa', Comment: 'Tiếp nhận hồ sơ tại bộ phận một cửa' } },
    },
    deb: { depends: ['libgtk-3-0', 'libnss3', 'libasound2', 'libgbm1', 'xdg-utils'], recommends: ['softhsm2 | opensc', 'sane-utils'], compression: 'xz' },
    win: { target: ['nsis'], icon: join(projectRoot, 'build', 'icons', '256x256.png') },
    nsis: { oneClick: false, perMachine: true, allowToChangeInstallationDirectory: false },
  }
}
