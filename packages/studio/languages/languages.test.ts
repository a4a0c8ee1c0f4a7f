// Every word that the window says is in every language, with the same values in its braces; no language says what nobody asks for.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { devices } from '@tonmeister/devices'
import { judge, kinds, type Spec, specs } from '@tonmeister/metering'
import { parsePosition, signatureMap, tempoMap, timecodeRate } from '@tonmeister/project'
import { templates } from '@tonmeister/project/template.ts'
import { sentence, setLanguage } from '@tonmeister/ui'
import { IntlMessageFormat } from 'intl-messageformat'
import { afterAll, describe, expect, test } from 'vitest'
import { GROUPS } from '../app/kinds.ts'
import { SENTENCES } from '../app/sentences.ts'
import { languages as files } from '../catalog/languages.ts'

const root = join(import.meta.dirname, '../../..')
interface Source {
  readonly file: string
  readonly text: string
}
const sourcesIn = (folders: readonly string[], fits: (file: string) => boolean): Source[] =>
  folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((file) => `${folder}/${file.replaceAll('\\', '/')}`)
      .filter((file) => /\.tsx?$/.test(file) && !/\.(test|bench)\.tsx?$|\/(e2e|node_modules|languages|catalog)\//.test(file) && fits(file))
      .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8').replace(/^\s*(\/\/|\*|\/\*).*$/gm, '') })),
  )
const sources = sourcesIn(
  ['packages/ui', 'packages/studio', 'packages/devices'],
  (file) => !file.startsWith('packages/devices') || file.endsWith('/view.tsx'),
)
/** What a quoted piece of source says. */
const said = (quoted: string): string =>
  quoted.startsWith("'") ? quoted.slice(1, -1).replace(/\\(.)/g, '$1') : (JSON.parse(`"${quoted.slice(1, -1)}"`) as string)
const QUOTED = /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/.source
const inCalls = sources.flatMap(({ file, text }) =>
  [...text.matchAll(new RegExp(`\\b(?:t|word)\\(\\s*(${QUOTED})`, 'g'))].map((m) => ({ file, message: said(m[1]!) })),
)
const inLists = sources.flatMap(({ file, text }) =>
  /\/(commands|panels)\//.test(file)
    ? [...text.matchAll(new RegExp(`\\btitle: (${QUOTED})`, 'g'))].map((m) => ({ file, message: said(m[1]!) }))
    : [],
)
const names = [
  ...GROUPS,
  ...Object.values(devices).flatMap((d) => [
    d.name,
    ...Object.values(d.params).flatMap((p) => [p.name, ...(p.choices ?? [])]),
    ...Object.values(d.readings ?? {}).map((r) => r.name),
    ...d.presets.map((p) => p.name),
  ]),
  ...Object.values(kinds).map((kind) => kind.name),
  ...Object.values(templates).flatMap((x) => [x.name, x.summary]),
].map((message) => ({ file: 'a list', message }))
const wanted = new Map(
  [...inCalls, ...inLists, ...names, ...SENTENCES.map((message) => ({ file: 'app/sentences.ts', message }))].map((x) => [
    x.message,
    x.file,
  ]),
)

test('messages stand in their calls', () => {
  const hidden = sources.flatMap(({ file, text }) =>
    [...text.matchAll(/(?<![\w.$]|function )(?:t|word)\(\s*([^'"\s)])/g)].map((m) => `${file}: t(${m[1]}…`),
  )
  expect(hidden.filter((x) => !x.startsWith('packages/ui/words.ts'))).toEqual([])
  expect(wanted.size).toBeGreaterThan(1000)
})

/** All quoted texts of a source, templates with `{}` for what is put in. */
function textsOf(source: string): { readonly text: string; readonly at: number }[] {
  const out: { text: string; at: number }[] = []
  let i = 0
  const quoted = (end: string): string => {
    let text = ''
    for (i++; i < source.length && source[i] !== end; i++) {
      if (source[i] === '\\') text += source[++i]
      else if (end === '`' && source.startsWith('${', i)) {
        i += 2
        code('}')
        text += '{}'
      } else text += source[i]
    }
    return text
  }
  const code = (end: string): void => {
    for (let depth = 0; i < source.length; i++) {
      const c = source[i]!
      if (c === end && depth === 0) return
      if (c === '{') depth++
      if (c === '}') depth--
      if (source.startsWith('//', i)) i = source.indexOf('\n', i)
      else if (source.startsWith('/*', i)) i = source.indexOf('*/', i) + 1
      else if (c === '/' && /[=(,:[!&|?]\s*$/.test(source.slice(Math.max(0, i - 8), i))) {
        // A regular expression.
        for (i++; i < source.length && source[i] !== '/'; i++) if (source[i] === '\\') i++
      } else if (c === "'" || c === '"' || c === '`') {
        const at = i
        out.push({ text: quoted(c), at })
      }
    }
  }
  code('\0')
  return out
}
describe('sentences of the libraries', () => {
  const libraries = sourcesIn(
    ['dsp', 'engine', 'interchange', 'media', 'metering', 'project', 'studio/workers', 'studio/audio'].map((x) => `packages/${x}`),
    (file) => !/\.node\.ts$|\/(templates|people|random|kill|mutate|contract|example)\b|interchange\/.*\/format\.ts/.test(file),
  ).map(({ file, text }) => ({
    file,
    // What is our own mistake is not said to people; nor are messages that are translated where they stand.
    texts: textsOf(text)
      .filter(({ at }) => !/(\bassert\(|\bt\()[^;\n]*(\n[^;\n]*)?$/.test(text.slice(Math.max(0, at - 160), at)))
      .map((x) => x.text),
  }))
  const texts = libraries.flatMap((l) => l.texts)
  /** Gaps of a pattern and of a source fit each other. */
  const gaps = (text: string): string => text.replace(/\{\w*\}/g, '…')
  /** Put together from pieces, so that no literal is the whole of them: they are made below. */
  const isPieced = (text: string) => /: bar . has .|is no timecode at . frames|. the limit of .\. |^the sound is cut off/.test(gaps(text))
  /** Said by our own mistakes, by the terminal only, or in what is not shown. */
  const NOT_SHOWN = [
    /^A Fourier transform needs a power of two/,
    /^Gains of strips and sends are decibels/,
    / refers to . . that is not there/,
  ]
  const pseudo = { id: 'x', name: 'X', messages: {}, make: (message: string) => `[${message}]` }
  test('are known', () => {
    setLanguage(pseudo, SENTENCES)
    const missing = libraries.flatMap(({ file, texts }) =>
      texts
        .filter((text) => /^[A-Z“'{].* .*[.?]$/.test(text) && !isPieced(text) && !NOT_SHOWN.some((x) => x.test(gaps(text))))
        .filter((text) => sentence(gaps(text).replaceAll('…', '7')) === gaps(text).replaceAll('…', '7'))
        .map((text) => `${file}: ${text}`),
    )
    expect(missing).toEqual([])
  })
  test('are still said', () => {
    const text = texts.map(gaps).join('\n')
    const pieces = (message: string) => message.split(/\{\w+\}/).filter((x) => /[a-zA-Z]{3}/.test(x))
    const parts = (message: string) => pieces(message).flatMap((piece) => piece.trim().split(/(?<=[.:]) /))
    expect(SENTENCES.filter((x) => !isPieced(x) && !parts(x).every((part) => text.includes(part)))).toEqual([])
  })
  test('are known where they are put together', () => {
    setLanguage(pseudo, SENTENCES)
    const context = { tempo: tempoMap([]), signatures: signatureMap([]), rate: timecodeRate('25'), timecodeStart: 0 }
    const words = (attempt: () => unknown): string[] => {
      try {
        attempt()
      } catch (error) {
        const { message, hint } = error as Error & { hint?: string }
        return [message, hint ?? '']
      }
      return []
    }
    const errors = ['17|9', '1|1|99999999', '0|1', 'nonsense', '00:61:00:00', '00:00:61:00', '00:00:00:25', '99999:00:00:00'].flatMap((x) =>
      words(() => parsePosition(x, context)),
    )
    const report = { maxMomentaryLufs: -10, samplePeakDbfs: -1, channels: 2, sampleRate: 44_100, seconds: 60 }
    const at = { momentary: 0, shortTerm: 0, truePeak: 0 }
    const verdicts = Object.values(specs as unknown as Readonly<Record<string, Spec>>).flatMap((spec) =>
      [-60, -23, -3, Number.NEGATIVE_INFINITY].flatMap((x) =>
        [1, 2].flatMap((channels) =>
          judge({ ...report, channels, at, integratedLufs: x, loudnessRangeLu: -x, maxShortTermLufs: x, truePeakDbtp: x + 2 }, spec)
            .concat(
              judge(
                {
                  ...report,
                  channels,
                  at,
                  seconds: 0.1,
                  integratedLufs: Number.NEGATIVE_INFINITY,
                  loudnessRangeLu: 0,
                  maxShortTermLufs: x,
                  truePeakDbtp: x,
                },
                spec,
              ),
            )
            .map((f) => f.message),
        ),
      ),
    )
    expect(errors.length).toBeGreaterThan(10)
    expect(verdicts.length).toBeGreaterThan(200)
    expect([...errors, ...verdicts].filter((x) => x && !sentence(x).startsWith('['))).toEqual([])
    setLanguage(files.de, SENTENCES)
    expect(verdicts.map(sentence).filter((x) => /\b(the|is|of|above|below|limit|at least|at most|and)\b/.test(x))).toEqual([])
  })
  test('are found in any language, with what stands in their gaps', () => {
    setLanguage(files.de, SENTENCES)
    expect(
      sentence('Loudness range is 21.0 LU, 1.0 LU above the limit of at most 20.0 LU. Bring quiet and loud passages closer together.'),
    ).toBe('Lautheitsumfang: 21.0 LU, 1.0 LU über der Vorgabe höchstens 20.0 LU. Leise und laute Stellen einander annähern.')
    expect(sentence('a song.wav cannot be read: its header says 0 channels (byte 22).')).toBe(
      'a song.wav ist nicht lesbar: ihr Header nennt 0 Kanäle (Byte 22).',
    )
    expect(sentence('Nobody has ever said this.')).toBe('Nobody has ever said this.')
  })
  afterAll(() => setLanguage(files.en))
})

const patterns = new Set(SENTENCES)
/** Values in braces, and what selects. @throws where a message cannot be read */
function valuesOf(message: string, id: string, isPattern: boolean): string[] {
  if (isPattern) return [...message.matchAll(/\{(\w+)\}/g)].map((m) => m[1]!).sort()
  const found = new Set<string>()
  const look = (elements: readonly object[]): void => {
    for (const e of elements as { type: number; value?: string; options?: Record<string, { value: object[] }> }[]) {
      if (e.type >= 1 && e.type <= 6 && e.value) found.add(e.value)
      for (const option of Object.values(e.options ?? {})) look(option.value)
    }
  }
  look(new IntlMessageFormat(message, id).getAst())
  return [...found].sort()
}

describe.each(Object.values(files).filter((l) => l.id !== 'en'))('$name', ({ id, messages }) => {
  const known = messages as Readonly<Record<string, string>>
  test('says everything', () => {
    expect([...wanted].filter(([message]) => !Object.hasOwn(known, message)).map(([m, file]) => `${file}: ${m}`)).toEqual([])
  })
  test('says nothing that nobody asks for', () => {
    expect(Object.keys(known).filter((message) => !wanted.has(message))).toEqual([])
  })
  test('has the same values, and every message can be read', () => {
    for (const [message, other] of Object.entries(known))
      expect(valuesOf(other, id, patterns.has(message)), message).toEqual(valuesOf(message, 'en', patterns.has(message)))
  })
  test('ends as the English does: dots, colons, ellipses', () => {
    const end = (text: string) => /(\s?…|[.:?])?$/.exec(text.trim())![0].trim()
    expect(
      Object.entries(known).filter(
        ([message, other]) => message.length > 30 && end(message) === '.' && end(other) !== '.' && end(other) !== ':',
      ),
    ).toEqual([])
    expect(Object.entries(known).filter(([message, other]) => message.endsWith('…') !== other.endsWith('…'))).toEqual([])
  })
})
