// What this package throws when the world is wrong.

/** 'unsupported-rate': sample rate out of range. 'unsupported-channels': none, or more than can be measured. 'aborted': the caller stopped it. */
export type MeteringErrorCode = 'unsupported-rate' | 'unsupported-channels' | 'aborted'

/** A measurement that cannot be made: `code` to branch on, `message` one sentence, `hint` what to do. */
export class MeteringError extends Error {
  readonly code: MeteringErrorCode
  readonly hint: string

  constructor(code: MeteringErrorCode, message: string, hint: string) {
    super(message)
    this.name = 'MeteringError'
    this.code = code
    this.hint = hint
  }
}

/** Hz. Below, the K-weighting's shelf does not exist; above, nobody records. */
export const SAMPLE_RATE_MIN = 8_000
export const SAMPLE_RATE_MAX = 3_072_000
export const CHANNELS_MAX = 128

/** Throws where audio of this kind cannot be measured. */
export function checkFormat(sampleRate: number, channels: number): void {
  if (!(sampleRate >= SAMPLE_RATE_MIN && sampleRate <= SAMPLE_RATE_MAX))
    throw new MeteringError(
      'unsupported-rate',
      `Loudness cannot be measured at ${sampleRate} Hz.`,
      `Convert to a sample rate between ${SAMPLE_RATE_MIN} Hz and ${SAMPLE_RATE_MAX} Hz first.`,
    )
  if (!(Number.isInteger(channels) && channels >= 1 && channels <= CHANNELS_MAX))
    throw new MeteringError(
      'unsupported-channels',
      channels === 0 ? 'There is no audio channel to measure.' : `${channels} channels cannot be measured.`,
      `Give audio with 1 to ${CHANNELS_MAX} channels.`,
    )
}
