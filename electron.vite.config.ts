import { resolve } from 'node:path'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

const from = (path: string) => resolve(import.meta.dirname, path)

export default defineConfig({
  main: {
    build: {
      externalizeDeps: true,
      rollupOptions: {
        input: {
          index: from('src/main/electron/index.ts'),
          server: from('src/main/web/index.ts'),
          engine: from('src/engine/cli.ts'),
          cli: from('src/main/cli/index.ts'),
          // Named so that `new Worker(new URL('./media-worker.js', ...))` beside the engine entry finds it.
          'media-worker': from('src/engine/media/media-worker.ts'),
          'peer-process': from('src/engine/media/peers/peer-process.ts'),
          'database-worker': from('src/engine/state/database-worker.ts'),
          'convert-worker': from('src/audio/convert-worker.ts'),
          'exchange-worker': from('src/main/exchange/read-worker.ts'),
        },
      },
    },
  },
  preload: {
    build: {
      rollupOptions: {
        input: from('src/main/electron/preload/index.ts'),
        // A sandboxed preload must be CommonJS.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: from('src/renderer'),
    plugins: [react(), tailwindcss()],
    build: { minify: true, rollupOptions: { input: from('src/renderer/index.html') } },
  },
})
