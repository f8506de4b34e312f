import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createEngine } from './engine.ts';
import { TemplateFault } from './fault.ts';
import { Moment } from './moments.ts';

const names = {
  ds: '2026-01-31',
  logical_date: Moment.of('2026-01-31T00:00:00Z'),
  params: { rows: [3, 1, 2], empty: [], nil: null, yes: true, name: 'müller', nested: { a: { b: 'x' } } },
};
const files = {
  'part.sql': 'where day = {{ ds }}',
  'base.html': '<p>{% block body %}nothing{% endblock %}</p>',
  'macros.sql': '{% macro quote(text) %}"{{ text }}"{% endmacro %}',
};
const render = (source: string) => createEngine({ names, files, timeLimit: 300 }).render(source);
const fault = (source: string): TemplateFault => {
  try {
    const text = render(source);
    return assert.fail(`${source} became ${text}`);
  } catch (error) {
    if (error instanceof TemplateFault) return error;
    throw error;
  }
};
/** Each template, and what it becomes. */
const check = (cases: Readonly<Record<string, string>>) => {
  for (const [source, expected] of Object.entries(cases)) assert.equal(render(source), expected, source);
};

describe('templates', () => {
  test('dates print, add up and have the members of pendulum', () => {
    check({
      '{{ logical_date }}': '2026-01-31 00:00:00+00:00',
      '{{ logical_date | ts }} {{ logical_date | ts_nodash }} {{ logical_date | ts_nodash_with_tz }}':
        '2026-01-31T00:00:00+00:00 20260131T000000 20260131T000000+0000',
      '{{ logical_date | ds_nodash }}': '20260131',
      '{{ logical_date.strftime("%d/%m/%y %A %j") }}': '31/01/26 Saturday 031',
      '{{ (logical_date - macros.timedelta(days=1)) | ds }}': '2026-01-30',
      '{{ logical_date.add(months=1).to_date_string() }}': '2026-02-28',
      '{{ logical_date.in_timezone("Europe/Paris") }}': '2026-01-31 01:00:00+01:00',
      '{{ logical_date.start_of("month") | ds }} {{ logical_date.end_of("month").isoformat() }}':
        '2026-01-01 2026-01-31T23:59:59.999999+00:00',
      '{{ logical_date.year }}-{{ logical_date.day_of_week }}': '2026-5',
      '{{ logical_date.format("YYYY [week] D") }}': '2026 week 31',
      '{{ macros.timedelta(days=1, hours=2) }}': '1 day, 2:00:00',
      '{{ macros.timedelta(seconds=-1) }}': '-1 day, 23:59:59',
      '{{ logical_date < logical_date + macros.timedelta(minutes=1) }}': 'true',
    });
  });

  test('macros are those of Airflow', () => {
    check({
      '{{ macros.ds_add(ds, 5) }} {{ macros.ds_add(ds, -31) }}': '2026-02-05 2025-12-31',
      '{{ macros.ds_format(ds, "%Y-%m-%d", "%m-%d-%y") }}': '01-31-26',
      '{{ macros.datetime(2026, 2, 3, 4) }}': '2026-02-03 04:00:00+00:00',
      '{{ macros.datetime.strptime("3 Feb 2026", "%d %b %Y") | ds }}': '2026-02-03',
      '{{ macros.json.dumps({"a": [1, None]}) }}': '{"a":[1,null]}',
      '{{ macros.json.loads("[1]")[0] }}': '1',
      '{{ macros.uuid.uuid4() | length }}': '36',
      '{{ macros.random() < 1 }}': 'true',
      '{{ macros.datetime_diff_for_humans(logical_date, logical_date.add(days=3)) }}': '3 days before',
    });
  });

  test('data prints as JSON, and is read by dots, by brackets and with the methods of Python', () => {
    check({
      '{{ params.nested }} {{ params.rows }} {{ params.nil }} {{ params.yes }}': '{"a":{"b":"x"}} [3,1,2] null true',
      "{{ params['nested'].a.b }} {{ params.rows[-1] }} {{ params.rows[0] }}": 'x 2 3',
      "{{ params.get('no', 'other') }} {{ params.nested.keys() | list }}": 'other ["a"]',
      '{{ ds.replace("-", "") }} {{ ds.split("-")[1] }} {{ params.name.upper() }}': '20260131 01 MÜLLER',
      '{{ "{}/{x}".format(1, x=2) }} {{ " a ".strip() }} {{ "b".join(["a", "c"]) }}': '1/2 a abc',
    });
  });

  test('texts and lists are sliced as in Python', () => {
    check({
      '{{ ds[:4] }} {{ ds[5:7] }} {{ ds[-2:] }} {{ ds[:] }} {{ ds[::-1] }} {{ ds[8:99] }}|{{ ds[9:2] }}|{{ ds[-99:1] }}':
        '2026 01 31 2026-01-31 13-10-6202 31||2',
      '{{ params.rows[1:] }} {{ params.rows[::-1] }} {{ params.rows[:-1] }} {{ params.rows[::2] }} {{ params.rows[5:] }}':
        '[1,2] [2,1,3] [3,1] [3,2] []',
      '{{ [0, 1, 2, 3, 4, 5][4:0:-2] }} {{ [0, 1, 2][-1:-9:-1] }} {{ [[1, 2], [3]][0][:1] }} {{ {"a": [1, 2]}.a[1:] }}':
        '[4,2] [2,1,0] [1] [2]',
      '{% for x in params.rows[1:] %}{{ x }}{% endfor %}{{ params.name[1:3].upper() }}{{ "a😀b"[1:2] }}': '12ÜL😀',
      '{% set n = 2 %}{{ ds[:n + 2] }} {{ params.rows[none:1] }} {{ (ds ~ "x")[-3:] | upper }} {{ ds[range(3)[1]:3] }}':
        '2026 [3] 31X 02',
      '{{ [1 if ds[:1] == "2" else 0, params.rows[0]] }} {{ ds.split("-")[1:] | join("/") }}': '[1,3] 01/31',
    });
    assert.match(fault('{{ logical_date[:4] }}').message, /a date cannot be sliced/);
    assert.match(fault('{{ ds["a":] }}').message, /a text is no bound of a slice/);
    assert.match(fault('{{ ds[::0] }}').message, /the step of a slice is 0/);
    assert.match(fault('\n{{ nobody[:2] }}').message, /nobody is undefined/);
    for (const source of [
      '{{ [1:2] }}',
      '{{ ds[1:2, 3] }}',
      '{{ ds[1:2:3:4] }}',
      '{{ ds[(1:2)] }}',
      '{{ range(1:2) }}',
    ])
      assert.equal(fault(source).code, 'TEMPLATE_INVALID', source);
  });

  test('empty lists are false, and comparisons, arithmetic and chains are those of Python', () => {
    check({
      '{% if params.empty %}yes{% else %}no{% endif %}{{ params.empty or "else" }}': 'noelse',
      '{{ 7 // 2 }} {{ -7 % 3 }} {{ 2 ** 3 }} {{ 1 < 2 < 3 }} {{ 1 == "1" }}': '3 2 8 true false',
      '{{ [1] + [2] }} {{ "ab" * 2 }} {{ "a" ~ 1 }} {{ 3 in params.rows }} {{ "x" in params }}':
        '[1,2] abab a1 true false',
      '{{ (1, 2) }} {{ {"a": 1} == {"a": 1} }} {{ not params.nil }} {{ "a" if params.nil is none else "b" }}':
        '[1,2] true true a',
      '{{ True }} {{ None }}': 'true null',
    });
    assert.match(fault('{{ 1 + "a" }}').message, /a number \+ a text has no meaning/);
    assert.match(fault('{{ 1 / 0 }}').message, /divides by zero/);
  });

  test('loops, macros, sets, includes and inheritance work as in Jinja', () => {
    check({
      '{% for k, v in params.nested.items() %}{{ k }}={{ v.b }}{% endfor %}': 'a=x',
      '{% for k in params.nested %}{{ k }}{% endfor %}{% for c in "ab" %}{{ loop.index }}{{ c }}{% endfor %}': 'a1a2b',
      '{% for x in [] %}{% else %}empty{% endfor %}': 'empty',
      '{% macro m(a, b=2) %}{{ a }}{{ b }}{% endmacro %}{{ m(1) }}{{ m(1, b=3) }}': '1213',
      '{% set total = 1 + 2 %}{% set block %}<{{ total }}>{% endset %}{{ block }}': '<3>',
      "select {% include 'part.sql' %}": 'select where day = 2026-01-31',
      "{% extends 'base.html' %}{% block body %}{{ ds }}{% endblock %}": '<p>2026-01-31</p>',
      "{% from 'macros.sql' import quote %}{{ quote(ds) }}": '"2026-01-31"',
      '{# nothing #}{% raw %}{{ ds }}{% endraw %}': '{{ ds }}',
      'one end of line is cut\n': 'one end of line is cut',
    });
  });

  test('filters are those of Jinja', () => {
    check({
      '{{ params.rows | sort | join("-") }} {{ params.rows | max }} {{ params.rows | sum }}': '1-2-3 3 6',
      '{{ [{"n": 1}, {"n": 3}] | map(attribute="n") | list }} {{ ["a"] | map("upper") | first }}': '[1,3] A',
      '{{ [{"n": 1}, {"n": 3}] | selectattr("n", "gt", 2) | list }}': '[{"n":3}]',
      '{{ params.nested | tojson }} {{ "a b" | title }} {{ "x" | default("y") }}': '{"a":{"b":"x"}} A B x',
      '{{ "<a>" | e }} {{ "a/b c" | urlencode }} {{ "3" | int + 1 }} {{ 2.5 | round | int }}': '&lt;a&gt; a/b%20c 4 3',
      '{{ "a\nb" | indent(2) }} {{ [1, 1, 2] | unique | list }} {{ "abcdef" | truncate(5, True) }}':
        'a\n  b [1,2] ab...',
    });
  });

  test('what is undefined is an error with its name and line, unless the template asks for it', () => {
    const { code, message, line } = fault('a\n\n{{ nobody }}');
    assert.deepEqual([code, message, line], ['TEMPLATE_UNDEFINED', 'nobody is undefined', 3]);
    assert.match(fault('{% if params.nobody %}{% endif %}').message, /nobody is undefined: an object has no such/);
    assert.match(fault('{{ params.nobody.x }}').message, /nobody is undefined/);
    assert.match(fault('{{ params.nil.x }}').message, /x is undefined: none has no such member/);
    check({
      "{{ nobody | default('d') }}{{ params.nobody | d('e') }}": 'de',
      '{{ nobody is defined }} {{ params.nobody is undefined }}': 'false true',
    });
  });

  test('a template that cannot be read is refused with its line', () => {
    for (const source of ['{% if %}', '\n{{ ', "{{ 'x }}", '{% for x %}', '{% nothing %}', '{% endif %}'])
      assert.equal(fault(source).code, 'TEMPLATE_INVALID', source);
    assert.equal(fault('x\n{% if %}').line, 2);
  });

  test('nothing but data can be reached', () => {
    const attacks = [
      '{{ constructor }}',
      '{{ __proto__ }}',
      '{{ this }}',
      '{{ process }}',
      '{{ require }}',
      '{{ globalThis }}',
      '{{ env }}',
      '{{ context }}',
      '{{ runtime }}',
      '{{ params.constructor }}',
      "{{ params['__proto__'] }}",
      "{{ params['cons' ~ 'tructor'] }}",
      '{{ params.toString }}',
      '{{ params.hasOwnProperty }}',
      '{{ params.rows.constructor }}',
      '{{ params.rows.push }}',
      '{{ params.rows.filter }}',
      '{{ ds.constructor }}',
      '{{ ds.__class__ }}',
      '{{ (1).constructor }}',
      '{{ true.constructor }}',
      '{{ range.constructor("return process")() }}',
      '{{ range.call }}',
      '{{ range.bind }}',
      '{{ macros.constructor }}',
      '{{ macros.datetime.constructor }}',
      '{{ macros.uuid.uuid4.constructor }}',
      '{{ logical_date.constructor }}',
      '{{ logical_date.at }}',
      '{{ logical_date.__proto__ }}',
      '{{ cycler("a").constructor }}',
      '{{ joiner(",").constructor }}',
      '{{ joiner.constructor("return process")() }}',
      '{{ params | attr("constructor") }}',
      '{{ [range] | map(attribute="constructor") | first | attr("constructor") }}',
      '{{ params.get.constructor }}',
      '{{ params.items.constructor("return process")() }}',
      '{% macro m() %}{% endmacro %}{{ m.constructor("return process")() }}',
      '{% macro m() %}{{ caller.constructor }}{% endmacro %}{% call m() %}{% endcall %}',
      '{% macro m() %}x{% endmacro %}{{ m().constructor }}',
      '{{ loop }}',
      '{% for x in [1] %}{{ loop.constructor }}{% endfor %}',
      '{% set x = {} %}{{ x.constructor }}',
      '{{ {"a": 1}.constructor }}',
      '{% block b %}{{ super.constructor }}{% endblock %}',
      '{% set __proto__ = params %}{{ ds }}',
      '{{ a";process;" }}',
      '{{ x["a\\\\"](1) }}',
      '{{ a`x` }}',
      '{% for a, "b\\"" in [[1, 2]] %}{% endfor %}',
      '{% set "x\\"" = 1 %}',
      '{% macro "x\\""() %}{% endmacro %}',
      '{% import "macros.sql" as "x\\"" %}',
      '{% from "macros.sql" import "x\\"" %}',
      '{{ r/(a+)+$/ }}',
      '{% asyncEach x in [1] %}{% endeach %}',
      '{% include "/etc/passwd" %}',
      '{% include "../secret.sql" %}',
      '{% include "constructor" %}',
      '{% include "__proto__" %}',
      '{{ ds | constructor }}',
      '{{ ds is constructor }}',
      "{{ ''['constructor']['constructor']('return process')() }}",
      '{{ [].constructor }}',
      '{{ dict.constructor }}',
      '{{ params.rows[1:].constructor }}',
      '{{ params["constructor":] }}',
      '{{ ds[:1]["constructor"] }}',
      '{{ ds[:"1);process.exit("] }}',
      '{{ ds[:constructor] }}',
      '{{ range[1:] }}',
    ];
    for (const attack of attacks) assert.ok(fault(attack), attack);
  });

  test('keys such as __proto__ are keys like any other', () => {
    check({ '{% set x = {"__proto__": {"a": 1} } %}{{ x }}{{ x.get("a", "none") }}': '{"__proto__":{"a":1}}none' });
    assert.equal(({} as { a?: unknown }).a, undefined);
  });

  test('what takes too much is ended: lists, texts, loops', () => {
    const greedy = [
      '{{ range(1000000000) }}',
      '{{ "x" * 1000000000 }}',
      '{{ "x" | center(1000000000) }}',
      '{{ "x\ny" | indent(1000000000) }}',
      '{{ "x".ljust(1000000000) }}',
      '{% set s = "xxxxxxxx" %}{% for i in range(60) %}{% set s = s ~ s %}{% endfor %}',
      '{% for i in range(100000) %}{% for j in range(100000) %}{% endfor %}{% endfor %}',
      '{% for i in range(100000) %}{{ "y" * 1000 }}{% endfor %}',
      '{% macro m() %}{% for i in range(100000) %}{{ m() }}{% endfor %}{% endmacro %}{{ m() }}',
      '{{ "a".replace("", "x" * 1000000).replace("x", "y" * 1000000) }}',
    ];
    for (const source of greedy) assert.match(fault(source).code, /^TEMPLATE_(LIMIT|FAILED)$/, source);
    assert.match(fault(greedy[6] ?? '').message, /has not ended after 0.3 s/);
  });
});
