import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type TestFolder, testFolder } from '../store/test-design.ts'
import { connectTo } from './test-host.ts'

/** The web host as a process of its own, from source. */
let folder: TestFolder
let running: ChildProcess[]
beforeEach(() => {
  folder = testFolder()
  running = []
})
afterEach(async () => {
  for (const child of running) {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL')
      await once(child, 'close')
    }
  }
  folder[Symbol.dispose]()
})

function launch(...args: string[]) {
  const child = spawn(process.execPath, [
    join(import.meta.dirname, 'index.ts'),
    '--no-engine',
    '--data',
    folder.file('data'),
    ...args,
  ])
  running.push(child)
  const lines: string[] = []
  const said: string[] = []
  createInterface({ input: child.stderr }).on('line', (line) => said.push(line))
  const closed = once(child, 'close') as Promise<[number | null]>
  const url = new Promise<string>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(line)
      if (line.startsWith('CALLWRIGHT_URL ')) resolve(line.slice('CALLWRIGHT_URL '.length))
    })
  })
  return { child, lines, said, url, exitCode: closed.then(([code]) => code) }
}

describe('the web host', () => {
  it('prints one line with its address and ends in good order on SIGTERM', async () => {
    const host = launch()
    expect(await host.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?code=[\w-]{43}$/)
    host.child.kill('SIGTERM')
    expect(await host.exitCode).toBe(0)
    expect(host.lines).toHaveLength(1)
    expect(host.said).toEqual([])
  })

  it('killed during edits has everything it acknowledged when it is started again', async () => {
    const design = folder.file('mine.callwright')
    const first = launch('--design', design)
    const { client } = await connectTo(await first.url)
    for (const extension of ['1001', '1002', '1003']) {
      const { designId } = await client.design.info()
      await client.documents.createExtension({ designId, extension, firstName: 'Ann', lastName: extension })
    }
    const before = await client.design.documents()
    first.child.kill('SIGKILL')
    await first.exitCode
    const second = launch('--design', design)
    const again = await connectTo(await second.url)
    expect(await again.client.design.documents()).toEqual(before)
    expect(await again.client.design.info()).toMatchObject({ canUndo: 'Add extension 1003 Ann 1003' })
    again.socket.terminate()
  })

  it('says in one sentence that a design is open elsewhere, and ends', async () => {
    const design = folder.file('mine.callwright')
    await launch('--design', design).url
    const second = launch('--design', design)
    expect(await second.exitCode).toBe(2)
    expect(second.said).toEqual([`${design} is open in another Callwright. Close it there first.`])
  })

  it('never touches a file that is not a design', async () => {
    const design = folder.file('broken.callwright')
    writeFileSync(design, 'not a design')
    const host = launch('--design', design)
    expect(await host.exitCode).toBe(2)
    expect(host.said.join()).toContain('is damaged')
    expect(readFileSync(design, 'utf8')).toBe('not a design')
  })

  it('names a flag it does not understand and a port that is none', async () => {
    const unknown = launch('--colour')
    expect(await unknown.exitCode).toBe(1)
    expect(unknown.said.join()).toContain('--colour')
    const port = launch('--port', '70000')
    expect(await port.exitCode).toBe(1)
    expect(port.said.join()).toContain('--port 70000')
  })
})
