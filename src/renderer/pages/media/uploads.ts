import { create } from 'zustand'
import { uploadMedia } from '../../forms/upload-media.ts'
import { loadDesign, shownId, useDesign } from '../../store/design.ts'
import { navigate, useRoute } from '../../store/route.ts'
import { toast } from '../../ui/toast.tsx'

export interface Upload {
  readonly id: number
  /** The design it is for: with another shown, it waits. */
  readonly designId: string
  readonly file: File
  readonly replaceId?: string
  readonly name: string
  readonly sentBytes: number
  readonly abort: AbortController
}

/** Sounds on their way, whatever page is shown: the first is sent or read, the others wait. */
export const useUploads = create<{ readonly list: readonly Upload[] }>()(() => ({ list: [] }))

let nextId = 1
let isWorking = false

export function startUploads(files: readonly File[], replaced?: { readonly id: string; readonly name: string }): void {
  const added = files.map((file) => ({
    id: nextId++,
    designId: shownId(),
    file,
    name: replaced?.name ?? '',
    ...(replaced ? { replaceId: replaced.id } : {}),
    sentBytes: 0,
    abort: new AbortController(),
  }))
  useUploads.setState(({ list }) => ({ list: [...list, ...added] }))
  if (!isWorking) void work()
}

export function cancelUpload(upload: Upload): void {
  upload.abort.abort(new Error('cancelled'))
  useUploads.setState(({ list }) => ({ list: list.filter(({ id }) => id !== upload.id) }))
}

async function work(): Promise<void> {
  isWorking = true
  for (let upload = next(); upload; upload = next()) await sendOne(upload)
  isWorking = false
}

async function sendOne({ id, designId, file, name, replaceId, abort }: Upload): Promise<void> {
  const result = await uploadMedia(file, {
    designId,
    name,
    signal: abort.signal,
    ...(replaceId ? { replaceId } : {}),
    onProgress: (sentBytes) =>
      useUploads.setState(({ list }) => ({
        list: list.map((upload) => (upload.id === id ? { ...upload, sentBytes } : upload)),
      })),
  })
  if (!result.ok && result.isElsewhere) {
    restart(id)
    await loadDesign() // the page may not have heard yet which design is open
    return
  }
  useUploads.setState(({ list }) => ({ list: list.filter((upload) => upload.id !== id) }))
  if (!result.ok) {
    if (result.problem !== null) toast.error(result.problem)
    return
  }
  const show = () => navigate('media', result.mediaId, { replace: useRoute.getState().area === 'media' })
  // Nobody is taken away from what they turned to meanwhile.
  if (useRoute.getState().area === 'media') show()
  else toast.done(`${file.name} is ready`, { action: { label: 'Show', run: show } })
}

/** Of the design that is shown. */
export const isHere = (upload: Upload): boolean => upload.designId === shownId()

function next(): Upload | undefined {
  return useUploads.getState().list.find(isHere)
}

/** It is sent again from its beginning when its design is shown again. */
function restart(id: number): void {
  useUploads.setState(({ list }) => ({
    list: list.map((upload) => (upload.id === id ? { ...upload, sentBytes: 0 } : upload)),
  }))
}

useDesign.subscribe(({ designId }, before) => {
  if (designId !== before.designId && !isWorking) void work()
})
