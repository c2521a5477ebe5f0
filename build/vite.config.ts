import { existsSync } from 'node:fs'
import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const root = join(import.meta.dirname, '..', 'renderer')

/** The windows: the app, the small one the PIN is typed in, the one turned to the citizen. */
const windows = ['index.html', 'pin.html', 'citizen.html'].map((name) => join(root, name)).filter((path) => existsSync(path))

export default defineConfig({
  root,
  // Pages are loaded by path, so addresses are relative.
  base: './',
  plugins: [react()],
  build: {
    outDir: join(import.meta.dirname, '..', 'out', 'app', 'renderer'),
    emptyOutDir: true,
    target: 'chrome130',
    sourcemap: true,
    chunkSizeWarningLimit: 4000,
    rolldownOptions: {
      input: windows,
      // What every window needs, in one file: each further one is a question to main while the first window is waited for.
      output: { codeSplitting: { groups: [{ name: 'base', test: /node_modules[\\/](react|react-dom|scheduler|zustand|clsx|@mantine|@floating-ui|zod|@fontsource)[\\/]|rolldown[\\/]runtime|renderer[\\/](theme|ui[\\/](training-banner|notice|app))\.|renderer[\\/]i18n[\\/]format\.|vite[\\/](preload-helper|modulepreload-polyfill)|electron[\\/]domain[\\/](money-text|calendar)\./ }] } },
    },
  },
})
