import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Callflow, makeDocument } from '../../callflow/design/document.ts'
import { createFile } from './create-file.ts'
import { type DesignStore, openDesign, type OpenDesignOptions } from './design-store.ts'

/** For tests: real files in a folder of their own. */
export interface TestFolder {
  readonly path: string
  file(name: string): string
  [Symbol.dispose](): void
}

export function testFolder(): TestFolder {
  const path = mkdtempSync(join(tmpdir(), 'callwright-test-'))
  return {
    path,
    file: (name) => join(path, name),
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  }
}

/** A new design with a clock the test moves. */
export function testDesign(
  folder: TestFolder,
  options: OpenDesignOptions = {},
): { readonly design: DesignStore; readonly path: string; readonly clock: { nowMs: number } } {
  const path = folder.file('company.callwright')
  createFile(path, 'Company')
  const clock = { nowMs: 1_800_000_000_000 }
  return { design: openDesign(path, { now: () => clock.nowMs, ...options }), path, clock }
}

export function flow(id: string, name: string, fields: Partial<Callflow> = {}): Callflow {
  return makeDocument('callflow', { id, name, ...fields })
}
