import { promptWav } from '../media/prompt-wav.ts'
import { mediaChange } from '../media/upload-media.ts'
import { RefusedError } from '../store/errors.ts'
import { api } from './base.ts'
import { told } from './told-change.ts'

export const mediaHandlers = {
  uploadPart: api.media.uploadPart.handler(({ context, input }) => {
    const { base64, ...part } = input
    return { receivedBytes: context.app.uploads.add({ ...part, bytes: Buffer.from(base64, 'base64') }) }
  }),
  dropUpload: api.media.dropUpload.handler(({ context, input }) => context.app.uploads.drop(input.uploadId)),
  upload: api.media.upload.handler(async ({ context, input, signal }) => {
    const { designId, uploadId, ...about } = input
    const design = context.app.designOf(designId)
    const bytes = context.app.uploads.take(uploadId)
    const { mediaId, ...wanted } = await mediaChange({ ...about, bytes }, design, signal)
    // Converting takes a while, in which another design may have been opened.
    return {
      change: told(
        designId,
        context.app.change(designId, (open) => open.apply(wanted)),
      ),
      mediaId,
    }
  }),
  prompt: api.media.prompt.handler(async ({ input: { key } }) => {
    const wav = await promptWav(key)
    if (!wav) throw new RefusedError({ code: 'NOT_FOUND', data: { id: key } }, `Nothing is recorded for ${key}.`)
    return { base64: Buffer.from(wav).toString('base64'), mimeType: 'audio/wav' }
  }),
  audio: api.media.audio.handler(({ context, input }) => {
    const design = context.app.design()
    const media = design.document(input.mediaId)
    const blob = media?.kind === 'media' && media.sha256 !== null ? design.blob(media.sha256) : undefined
    if (!blob) {
      throw new RefusedError(
        { code: 'NOT_FOUND', data: { id: input.mediaId } },
        media ? `"${media.name}" holds no sound yet.` : `There is no media ${input.mediaId}.`,
      )
    }
    return { base64: Buffer.from(blob.bytes).toString('base64'), mimeType: blob.mimeType }
  }),
}
