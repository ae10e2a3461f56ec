using System.Security.Cryptography;
using System.Text;

namespace EcaTools.Core.Reports;

/// <summary>The look of report.html. Pairs of text and background hold a contrast of 4.5 to 1 or more, in light and in
/// dark.</summary>
internal static class ReportStyle
{
    /// <summary>The style sheet, with LF line ends.</summary>
    public static string Css { get; } = Source.ReplaceLineEndings("\n");

    /// <summary>The policy that allows this style sheet and nothing else: no script, no image, no request.</summary>
    public static string ContentSecurityPolicy { get; } =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Css)))}"
        + $"'; base-uri 'none'; form-action 'none'";

    private const string Source = """

        :root {
          color-scheme: light dark;
          --page: #f4f6f9; --card: #ffffff; --line: #d8dee6; --text: #17202b; --soft: #53606e; --link: #0b57a4;
          --good: #0b6339; --good-back: #dcf3e6; --good-fill: #2a9d64;
          --change: #7a4600; --change-back: #fdeecb; --change-fill: #e0a526;
          --bad: #9c1420; --bad-back: #fce3e4; --bad-fill: #d0404c;
          --none: #44505d; --none-back: #e6ebf1; --none-fill: #9aa7b5;
          --info: #0b4f8f; --info-back: #dfeefc; --info-fill: #4b93d6;
          --fail: #6b21a8; --fail-back: #f1e4fb; --fail-fill: #9b51d6;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --page: #10151b; --card: #19212a; --line: #313d4a; --text: #e7ecf1; --soft: #a5b1bd; --link: #84bdf5;
            --good: #8be3b3; --good-back: #143a28; --good-fill: #35a86d;
            --change: #f4cd7c; --change-back: #40300c; --change-fill: #c8901c;
            --bad: #ffa9ad; --bad-back: #4a1b20; --bad-fill: #c4434e;
            --none: #c4ced8; --none-back: #2c3742; --none-fill: #667585;
            --info: #9fcdf8; --info-back: #14334f; --info-fill: #3d83c4;
            --fail: #d9b6f7; --fail-back: #3c1f57; --fail-fill: #8a4cc4;
          }
        }
        * { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; }
        body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; overflow-wrap: anywhere; }
        header, main, footer { max-width: 68rem; margin: 0 auto; padding: 0 1.25rem; }
        header { padding-top: 2.25rem; }
        footer { padding-top: 2rem; padding-bottom: 3rem; color: var(--soft); font-size: .875rem; }
        h1 { margin: 0 0 .25rem; font-size: 1.9rem; line-height: 1.2; letter-spacing: -.015em; }
        h2 { margin: 2.75rem 0 .85rem; font-size: 1.3rem; line-height: 1.3; }
        h3 { margin: 0; font-size: 1.1rem; line-height: 1.35; }
        h4 { margin: 1.25rem 0 .5rem; font-size: .95rem; color: var(--soft); }
        p { margin: .5rem 0; }
        a { color: var(--link); }
        a:focus-visible, summary:focus-visible, [tabindex]:focus-visible { outline: 3px solid var(--info-fill); outline-offset: 2px; border-radius: 3px; }
        code { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; font-size: .875em; unicode-bidi: isolate; }
        .spark { display: block; width: 7.5rem; height: 1.5rem; fill: var(--info-fill); }
        .skip { position: absolute; left: -99rem; }
        .skip:focus { left: 1rem; top: 1rem; padding: .5rem 1rem; background: var(--card); z-index: 1; }
        .lead { max-width: 52rem; margin: .9rem 0 0; font-size: 1.15rem; }
        .facts { display: flex; flex-wrap: wrap; gap: .15rem 1.5rem; margin: 0; color: var(--soft); font-size: .9rem; }
        .facts div { display: flex; gap: .4rem; }
        .facts dt, .facts dd { margin: 0; }
        .facts dd { color: var(--text); }
        .figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .75rem; margin: 1.5rem 0 0; padding: 0; list-style: none; }
        .figures li { padding: .85rem 1rem; background: var(--card); border: 1px solid var(--line); border-top: 4px solid var(--none-fill); border-radius: 8px; }
        .figures .good { border-top-color: var(--good-fill); }
        .figures .change { border-top-color: var(--change-fill); }
        .figures .bad { border-top-color: var(--bad-fill); }
        .figures .info { border-top-color: var(--info-fill); }
        .figures .fail { border-top-color: var(--fail-fill); }
        .figures b { display: block; font-size: 1.9rem; line-height: 1.15; font-variant-numeric: tabular-nums; }
        .figures span { color: var(--soft); font-size: .9rem; }
        .bar { display: block; width: 100%; height: .85rem; margin: 1rem 0 0; border-radius: 6px; background: var(--none-back); }
        .bar .good { fill: var(--good-fill); } .bar .change { fill: var(--change-fill); } .bar .bad { fill: var(--bad-fill); }
        .bar .none { fill: var(--none-fill); } .bar .info { fill: var(--info-fill); } .bar .fail { fill: var(--fail-fill); }
        .scroll { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
        table { width: 100%; border-collapse: collapse; font-size: .925rem; }
        caption { padding: .7rem .9rem 0; text-align: start; color: var(--soft); font-size: .875rem; }
        th, td { padding: .6rem .9rem; text-align: start; vertical-align: top; border-bottom: 1px solid var(--line); }
        thead th { color: var(--soft); font-size: .8rem; font-weight: 600; white-space: nowrap; }
        tbody th { font-weight: 600; }
        tbody tr:last-child > * { border-bottom: 0; }
        td.figure, th.figure { text-align: end; font-variant-numeric: tabular-nums; white-space: nowrap; }
        .sub { display: block; color: var(--soft); font-weight: 400; font-size: .875rem; }
        .tag { display: inline-block; padding: .05rem .55rem; border-radius: 99px; font-size: .82rem; font-weight: 600; white-space: nowrap; color: var(--none); background: var(--none-back); }
        .tag.good { color: var(--good); background: var(--good-back); }
        .tag.change { color: var(--change); background: var(--change-back); }
        .tag.bad { color: var(--bad); background: var(--bad-back); }
        .tag.info { color: var(--info); background: var(--info-back); }
        .tag.fail { color: var(--fail); background: var(--fail-back); }
        .app { margin: 0 0 1rem; padding: 1.1rem 1.25rem 1.2rem; background: var(--card); border: 1px solid var(--line); border-radius: 8px; scroll-margin-top: 1rem; }
        .app:target, li:target { outline: 3px solid var(--info-fill); }
        .title { display: flex; flex-wrap: wrap; align-items: center; gap: .35rem .6rem; margin-bottom: .35rem; }
        .findings { margin: 0; padding: 0; list-style: none; }
        .findings > li { margin: 0 0 .6rem; padding: .65rem .9rem .7rem; border: 1px solid var(--line); border-left: 4px solid var(--none-fill); border-radius: 6px; }
        .findings > .bad { border-left-color: var(--bad-fill); }
        .findings > .change { border-left-color: var(--change-fill); }
        .findings > .info { border-left-color: var(--info-fill); }
        .findings dl, .problem dl { display: grid; grid-template-columns: 6.5rem 1fr; gap: .2rem .75rem; margin: .45rem 0 0; font-size: .925rem; }
        .findings dt, .problem dt { color: var(--soft); }
        .findings dd, .problem dd { margin: 0; }
        .problem { margin: 0 0 .6rem; padding: .65rem .9rem .7rem; background: var(--fail-back); color: var(--fail); border-radius: 6px; }
        .problem dt, .problem dd { color: inherit; }
        details { margin-top: 1rem; }
        summary { cursor: pointer; font-weight: 600; font-size: .95rem; color: var(--soft); }
        details .scroll { margin-top: .6rem; }
        .losses { table-layout: fixed; min-width: 40rem; }
        .losses th:first-child { width: 24%; } .losses th:nth-child(2) { width: 20%; }
        .checks { margin: 0; padding-left: 1.2rem; font-size: .925rem; }
        .checks li { margin: 0 0 .5rem; scroll-margin-top: 1rem; }
        .meanings { display: grid; grid-template-columns: minmax(6rem, max-content) 1fr; gap: .4rem 1rem; margin: 0; font-size: .925rem; }
        .meanings dd { margin: 0; }
        h3 + .meanings { margin-top: .5rem; } .meanings + h3 { margin-top: 1.25rem; }
        .quiet { color: var(--soft); font-size: .925rem; }
        .filter { display: flex; flex-wrap: wrap; gap: .4rem; align-items: center; margin: 0 0 .85rem; padding: 0; border: 0; font-size: .9rem; }
        .filter legend { float: left; padding: 0 .4rem 0 0; color: var(--soft); }
        .filter input { position: absolute; opacity: 0; }
        .filter label { padding: .2rem .75rem; border: 1px solid var(--line); border-radius: 99px; background: var(--card); cursor: pointer; }
        .filter input:checked + label { border-color: var(--info-fill); color: var(--info); background: var(--info-back); font-weight: 600; }
        .filter input:focus-visible + label { outline: 3px solid var(--info-fill); outline-offset: 2px; }
        main:has(#show-Ready:checked) [data-verdict]:not([data-verdict="Ready"]) { display: none; }
        main:has(#show-NeedsChange:checked) [data-verdict]:not([data-verdict="NeedsChange"]) { display: none; }
        main:has(#show-Blocked:checked) [data-verdict]:not([data-verdict="Blocked"]) { display: none; }
        main:has(#show-Unknown:checked) [data-verdict]:not([data-verdict="Unknown"]) { display: none; }
        @media (max-width: 46rem) {
          .cards, .cards tbody, .cards tr, .cards th, .cards td { display: block; width: auto; text-align: start; }
          .cards thead { position: absolute; left: -99rem; }
          .cards tr { padding: .55rem 0; border-bottom: 1px solid var(--line); }
          .cards th, .cards td { padding: .15rem .8rem; border: 0; }
          .cards td:empty { display: none; }
          .cards td::before { content: attr(data-label) ": "; color: var(--soft); }
          .cards .figure { text-align: start; }
          .cards .spark { display: inline-block; vertical-align: middle; }
          th, td { padding: .55rem .65rem; }
          h1 { font-size: 1.5rem; }
          .lead { font-size: 1.05rem; }
          .figures { grid-template-columns: repeat(2, 1fr); gap: .5rem; }
          .findings dl, .problem dl { grid-template-columns: 1fr; gap: 0; }
          .findings dd, .problem dd { margin-bottom: .3rem; }
          .losses { min-width: 0; }
          .losses, .losses tbody, .losses tr, .losses th, .losses td, .losses th:first-child { display: block; width: auto; }
          .losses thead { position: absolute; left: -99rem; }
          .losses tr { padding: .4rem 0; border-bottom: 1px solid var(--line); }
          .losses th, .losses td { padding: .1rem .65rem; border: 0; }
          .losses td::before { color: var(--soft); }
          .losses td:nth-child(2)::before { content: "Value: "; } .losses td:nth-child(3)::before { content: "Why: "; } .losses td:nth-child(4)::before { content: "What to do: "; }
        }
        @media print {
          :root {
            color-scheme: light;
            --page: #fff; --card: #fff; --line: #bbb; --text: #000; --soft: #444; --link: #000;
            --good: #0b6339; --good-back: #fff; --change: #7a4600; --change-back: #fff; --bad: #9c1420; --bad-back: #fff;
            --none: #333; --none-back: #fff; --info: #0b4f8f; --info-back: #fff; --fail: #6b21a8; --fail-back: #fff;
          }
          body { font-size: 10.5pt; }
          header, main, footer { max-width: none; padding: 0; }
          .tag { border: 1px solid currentColor; }
          .problem { border: 1px solid var(--fail); }
          .scroll { overflow: visible; }
          .figures li, .findings > li, tr, .problem { break-inside: avoid; }
          .skip, .back, .filter { display: none; }
          a { text-decoration: none; }
          details::details-content { content-visibility: visible; display: block; }
          .bar, .spark, .figures li, .findings > li { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
        }

        """;
}
