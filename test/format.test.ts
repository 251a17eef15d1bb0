import { describe, expect, test } from 'bun:test'
import { escapeBytes, escapeControls, formatValue } from '../runtime/format.ts'
import { jsonText } from '../runtime/json-text.ts'
import { sprintf } from '../runtime/printf.ts'

const circular = (): object => {
  const value: Record<string, unknown> = { a: 1 }
  value.self = value
  return value
}
const throwing = {
  get field(): never {
    throw new Error('no \x1b field')
  },
}
class Address {
  toString() {
    return '10.0.0.1:80\x1b'
  }
}
class Event {
  toJSON() {
    return { comm: 'bash' }
  }
}

describe('formatValue', () => {
  const cases: [unknown, string][] = [
    ['bash', 'bash'],
    ['', ''],
    ['naïve 进程 🦊', 'naïve 进程 🦊'],
    ['\x1b[2J\x07', '\\x1b[2J\\x07'],
    ['a\nb\tc\rd\0', 'a\\nb\\tc\\rd\\x00'],
    ['\x7f\x9b31m', '\\x7f\\x9b31m'],
    ['gpj.\u202eexe \u2028', 'gpj.\\u202eexe \\u2028'],
    [`${'x'.repeat(100)}\x1b`, `${'x'.repeat(100)}\\x1b`],
    ['C:\\x1b', 'C:\\x1b'],
    [-0, '0'],
    [1.5, '1.5'],
    [2n ** 64n, '18446744073709551616'],
    [Number.NaN, 'NaN'],
    [true, 'true'],
    [undefined, 'undefined'],
    [null, 'null'],
    [Symbol('s\x1b'), 'Symbol(s\\x1b)'],
    [() => 1, '[function anonymous]'],
    [{}, '{}'],
    [[], '[]'],
    [{ comm: 'ba"sh', id: 7n, 'a-b': [1, 'x', null] }, '{ comm: "ba\\"sh", id: 7, "a-b": [1, "x", null] }'],
    [{ '\x1b': '\x1b' }, '{ "\\x1b": "\\x1b" }'],
    [new Map([['a', { b: 1 }]]), 'Map { "a" => { b: 1 } }'],
    [new Map(), 'Map {}'],
    [new Set([1, 'a']), 'Set { 1, "a" }'],
    [new Error('bad\x1b'), 'Error: bad\\x1b'],
    [new Uint8Array([71, 10, 0, 34]), '"G\\n\\x00\\""'],
    [new Uint16Array([1, 2]), '[1, 2]'],
    [new Date(0), '1970-01-01T00:00:00.000Z'],
    [new Address(), '10.0.0.1:80\\x1b'],
    [new Event(), '{ comm: "bash" }'],
    [Object.create(null), '{}'],
    [circular(), '{ a: 1, self: [circular] }'],
    [[[[[[[[[[1]]]]]]]]], '[[[[[[[[[…]]]]]]]]]'],
    [throwing, '[unprintable: no \\x1b field]'],
  ]
  for (const [value, text] of cases) test(`shows ${text}`, () => expect(formatValue(value)).toBe(text))

  test('shows one object twice where it is no cycle', () => {
    const shared = { a: 1 }
    expect(formatValue([shared, shared])).toBe('[{ a: 1 }, { a: 1 }]')
    expect(jsonText([shared, shared])).toBe('[{"a":1},{"a":1}]')
  })

  test('lets no control character through, wherever it is', () => {
    for (let code = 0; code < 0x100; code++) {
      const hostile = String.fromCharCode(code)
      for (const value of [
        hostile,
        `${hostile}${'é'.repeat(30)}`,
        [hostile],
        { [hostile]: 1 },
        new Map([[hostile, hostile]]),
      ])
        expect(formatValue(value)).not.toMatch(/\p{Cc}/u)
      expect(jsonText({ [hostile]: [hostile] })).not.toMatch(/\p{Cc}/u)
      expect(escapeBytes(new Uint8Array([code]))).toMatch(/^[\x20-\x7e]+$/)
    }
    expect(escapeControls('plain')).toBe('plain')
  })
})

describe('jsonText', () => {
  const same: unknown[] = [
    null,
    true,
    0,
    -1.5,
    'a',
    'q"\\\n\u2028é🦊',
    'x'.repeat(60),
    [],
    {},
    [1, [2, { a: null }]],
    { a: 1, b: 'c', 'd-e': [false] },
    new Date(0),
    '\ud800',
  ]
  for (const value of same)
    test(`round-trips ${JSON.stringify(value).slice(0, 30)}`, () =>
      expect(JSON.parse(jsonText(value))).toEqual(JSON.parse(JSON.stringify(value))))

  const cases: [unknown, string][] = [
    [undefined, 'null'],
    [Number.NaN, 'null'],
    [Number.NEGATIVE_INFINITY, 'null'],
    [-0, '0'],
    [7n, '7'],
    [2n ** 53n - 1n, '9007199254740991'],
    [2n ** 53n, '"9007199254740992"'],
    [-(2n ** 63n), '"-9223372036854775808"'],
    [[undefined, () => 1, 1], '[null,null,1]'],
    [{ a: undefined, b: 1 }, '{"b":1}'],
    ['\x9b\x7f', '"\\u009b\\u007f"'],
    [new Map([['a', 1]]), '{"a":1}'],
    [new Map([[1, 'a']]), '[[1,"a"]]'],
    [new Set([1, 2]), '[1,2]'],
    [new Uint8Array([1, 2]), '[1,2]'],
    [new TypeError('bad'), '{"name":"TypeError","message":"bad"}'],
    [new Event(), '{"comm":"bash"}'],
    [circular(), '{"a":1,"self":"[circular]"}'],
    [throwing, '"[unprintable: no \\u001b field]"'],
  ]
  for (const [value, text] of cases)
    test(`writes ${text}`, () => {
      expect(jsonText(value)).toBe(text)
      JSON.parse(text)
    })

  test('ends at some depth', () => {
    let deep: unknown = 1
    for (let i = 0; i < 100_000; i++) deep = [deep]
    expect(jsonText(deep)).toContain('[too deep]')
  })
})

describe('sprintf', () => {
  const cases: [string, unknown[], string][] = [
    ['plain\n\ttext', [], 'plain\n\ttext'],
    ['100%%', [], '100%'],
    ['%d %i', [42, -7n], '42 -7'],
    ['%d', [1.9], '1'],
    ['%d', [-1.9], '-1'],
    ['%d', [2 ** 53], '9007199254740992'],
    ['%d', [1e22], '10000000000000000000000'],
    ['%lld', [2n ** 64n], '18446744073709551616'],
    ['%lu %zu %hhd', [1, 2, 3], '1 2 3'],
    ['%u', [-1], '18446744073709551615'],
    ['%x %X %#x %#X', [255, 255n, 255, 255], 'ff FF 0xff 0XFF'],
    ['%#x', [0], '0'],
    ['%x', [-100], 'ffffffffffffff9c'],
    ['%o %#o', [0o644, 0o644], '644 0644'],
    ['%p', [0xffff888000000000n], '0xffff888000000000'],
    ['%c%c%c', [65, 'bcd', 0x1f98a], 'Ab🦊'],
    ['%c', [27], '\\x1b'],
    ['[%5d] [%-5d] [%05d] [%+d] [% d]', [42, 42, 42, 42, 42], '[   42] [42   ] [00042] [+42] [ 42]'],
    ['[%05d] [%-05d] [%+05d]', [-42, -42, 42], '[-0042] [-42  ] [+0042]'],
    ['[%8.3d] [%08.3d]', [5, 5], '[     005] [     005]'],
    ['%#06x', [255], '0x00ff'],
    ["%'d %'d %'d", [1234567, 123, -1234567n], '1,234,567 123 -1,234,567'],
    ["%'.2f", [1234567.891], '1,234,567.89'],
    ['[%s] [%10s] [%-10s] [%.2s]', ['bash', 'bash', 'bash', 'bash'], '[bash] [      bash] [bash      ] [ba]'],
    ['[%-6s] [%6s]', ['进程', '进程'], '[进程  ] [  进程]'],
    ['[%*d] [%-*d] [%.*f]', [5, 42, 5, 42, 1, 2.55], '[   42] [42   ] [2.5]'],
    ['[%*d]', [-5, 42], '[42   ]'],
    ['%f %.0f %.2f', [1.5, 2.5, -0.005], '1.500000 3 -0.01'],
    ['%08.2f|%+.1f', [-2.34567, 2], '-0002.35|+2.0'],
    ['%f', [2n ** 53n], '9007199254740992.000000'],
    ['%.1f', [1e21], '1000000000000000000000.0'],
    ['%e %.2e', [12345.678, 0], '1.234568e+04 0.00e+00'],
    ['%g %g %g %g', [0.0001, 100000, 1000000, 0.00001], '0.0001 100000 1e+06 1e-05'],
    ['%g %.3g', [1.5, 1234.5], '1.5 1.23e+03'],
    ['[%5f] [%05d]', [Number.POSITIVE_INFINITY, Number.NaN], '[  inf] [  NaN]'],
    ['%j', [{ a: 1n, b: [undefined] }], '{"a":1,"b":[null]}'],
    ['%r', [new Uint8Array([71, 0, 255, 92])], 'G\\x00\\xff\\\\'],
    ['%r', ['é\n'], '\\xc3\\xa9\\n'],
    ['%s\n', ['evil\x1b[2J\n'], 'evil\\x1b[2J\\n\n'],
    ['%s %s %s', [undefined, 1n, { a: 1 }], 'undefined 1 { a: 1 }'],
    ['%d %x', [undefined, 'text'], 'undefined text'],
    ['%d', [true], '1'],
    ['one %d', [1, 2, 3], 'one 1'],
  ]
  for (const [format, values, text] of cases)
    test(`${JSON.stringify(format)} of ${values.map(formatValue).join(', ')}`, () => {
      expect(sprintf(format, values)).toBe(text)
      expect(sprintf(format, values)).toBe(text)
    })

  test('refuses a bad format and too few values', () => {
    expect(() => sprintf('%d %y', [1])).toThrow(
      'Cannot use the format "%d %y": unknown "%y", known are %d %i',
    )
    expect(() => sprintf('50%', [])).toThrow('Cannot use the format "50%": it ends within "%"')
    expect(() => sprintf('%-5', [1])).toThrow(RangeError)
    expect(() => sprintf('%d %s', [1])).toThrow(
      new TypeError('The format "%d %s" wants more values than the 1 given'),
    )
    expect(() => sprintf('%*d', [1])).toThrow(TypeError)
  })
})
