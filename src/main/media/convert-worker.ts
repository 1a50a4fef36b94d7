import { parentPort, workerData } from 'node:worker_threads'
import { convertAudio } from './convert-audio.ts'

/** Converts the one upload it is given and ends. */
const conversion = await convertAudio(workerData as Uint8Array) // given by convert-upload.ts
parentPort?.postMessage(conversion)
