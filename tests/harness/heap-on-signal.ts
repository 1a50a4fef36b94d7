/** Loaded into an engine beside its own code (`--expose-gc --import`): on SIGUSR2 it says what is in use once garbage is collected. */
process.on('SIGUSR2', () => {
  if (globalThis.gc === undefined) throw new Error('this needs --expose-gc')
  globalThis.gc()
  const { heapUsed, external } = process.memoryUsage()
  process.stderr.write(`heap ${heapUsed + external}\n`)
})
