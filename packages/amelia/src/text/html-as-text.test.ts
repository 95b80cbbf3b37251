import { describe, expect, it } from 'vitest'
import { htmlAsText } from './html-as-text'

describe('HTML as text', () => {
  it.each([
    ['plain words stay', 'Hello there', 'Hello there'],
    ['lines of plain words stay', 'one\ntwo\r\nthree', 'one\ntwo\nthree'],
    [
      'what only looks like a tag stays',
      'a < b and c > d <3 <unknown> 5<6',
      'a < b and c > d <3 <unknown> 5<6',
    ],
    ['emphasis is not shown', 'very <b>bold</b> <I class="x">words</I>', 'very bold words'],
    [
      'old and rare emphasis is none either',
      '<strike>9</strike> <bdi dir="rtl">שלום</bdi> <tt>5</tt>',
      '9 שלום 5',
    ],
    ['breaks are lines', 'one<br>two<br/>three<br />four', 'one\ntwo\nthree\nfour'],
    ['paragraphs stand apart', '<p>one</p><p>two</p>', 'one\n\ntwo'],
    ['blocks are lines', '<div>one</div><div><div>two</div></div>three', 'one\ntwo\nthree'],
    [
      'lists are lines',
      'Choose:<ul><li>Pick up &amp; go</li><li>Delivery</li></ul>Well?',
      'Choose:\n- Pick up & go\n- Delivery\nWell?',
    ],
    ['numbered lists are numbered', '<ol><li>one<li>two</ol>', '1. one\n2. two'],
    ['lists in lists are indented', '<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>', '- a\n  - b\n- c'],
    [
      'links keep their address',
      'See <a href="https://a.example/x?y=1&amp;z=2">our page</a>.',
      'See our page (https://a.example/x?y=1&z=2).',
    ],
    [
      'a link that shows its address is not repeated',
      '<a href="https://a.example">https://a.example</a>',
      'https://a.example',
    ],
    [
      'a mail link that shows its address is not repeated',
      "<a href='mailto:a@b.example'>a@b.example</a>",
      'a@b.example',
    ],
    [
      'a link without words is its address',
      '<a href=https://a.example><img src="x"></a>',
      'https://a.example',
    ],
    ['a link to a script is only its words', '<a href="javascript:alert(1)">click</a>', 'click'],
    ['an unclosed link is only its words', '<a href="https://a.example">click', 'click'],
    ['pictures are their description', '<img src="x.png" alt="A shoe"> here', 'A shoe here'],
    [
      'scripts, styles and comments are not words',
      'a<script>x("<b>")</script><style>p{}</style><!-- no -->b',
      'ab',
    ],
    ['table cells stand apart', '<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>', 'a b\nc'],
    [
      'references are decoded',
      '&lt;b&gt; &quot;&#228;&#xF6;&uuml;&szlig;&euro;&quot; &nbsp;x &hellip;',
      '<b> "äöüß€"  x …',
    ],
    ['references that nobody knows stay', 'AT&T &unknown; &#0; &#xD800; &', 'AT&T &unknown; &#0; &#xD800; &'],
    ['an attribute may hold a bracket', '<span title="a > b">c</span>', 'c'],
    ['NUL is left out', 'a\u0000b', 'ab'],
    ['empty lines are not piled up', '<p>a</p><br><br><br><p>b</p>', 'a\n\nb'],
    ['nothing is nothing', '<div><br></div>', ''],
  ])('%s', (_name, html, text) => {
    expect(htmlAsText(html)).toBe(text)
  })

  it.each([
    ['<a '],
    ['<a "'],
    ['<!--'],
    ['<script>'],
    [' '],
    ['&#'],
    ['<ul><li>'],
    ['<a href="x'],
    ['<'],
    ['<b \'"'],
  ])('copes with a text of nothing but %s', (piece) => {
    expect(typeof htmlAsText(piece.repeat(50_000))).toBe('string')
  })
})
