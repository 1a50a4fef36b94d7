import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect, it } from 'vitest'
import { createFile } from './create-file.ts'
import { openDesign } from './design-store.ts'
import { testFolder } from './test-design.ts'

describe('kill -9 during edits', () => {
  it('keeps every change that was acknowledged, and the undo stack', async () => {
    using folder = testFolder()
    const path = folder.file('company.callwright')
    createFile(path, 'Company')
    const acknowledged = await killAfter(path, 40)
    const design = openDesign(path)
    const saved = new Set(design.documents().map(({ id }) => id))
    expect(acknowledged.length).toBeGreaterThanOrEqual(40)
    expect(acknowledged.filter((id) => !saved.has(id))).toEqual([])
    expect(design.info().canUndo).toMatch(/^Add f\d+$/)
    design.undo()
    expect(design.documents()).toHaveLength(saved.size - 1)
    design.close()
  })
})

/** Runs a process that adds documents as fast as it can and prints the id of each when `apply` has returned. */
async function killAfter(path: string, count: number): Promise<string[]> {
  const script = `
    import { openDesign } from ${JSON.stringify(join(import.meta.dirname, 'design-store.ts'))}
    import { writeSync } from 'node:fs'
    const design = openDesign(${JSON.stringify(path)})
    for (let i = 0; ; i++) {
      design.apply({ label: 'Add f' + i, put: [{ kind: 'callflow', id: 'f' + i, name: 'Flow ' + i, numbers: [String(1000 + i)] }] })
      writeSync(1, 'f' + i + '\\n')
    }`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ids: string[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    ids.push(line)
    if (ids.length === count) child.kill('SIGKILL')
  }
  return ids
}
