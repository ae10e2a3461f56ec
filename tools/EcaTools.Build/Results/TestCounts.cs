using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace EcaTools.Build.Results;

/// <summary>How many tests passed, failed and were skipped.</summary>
internal sealed record TestCounts(int Passed, int Failed, int Skipped)
{
    /// <summary>The sum of every result file under a folder: the trx files of xunit and the JUnit file of
    /// tests/interop/run.mjs.</summary>
    public static TestCounts ReadAll(string folder) =>
        Directory
            .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file =>
                Path.GetExtension(file) switch
                {
                    ".trx" => OfTrx(XDocument.Load(file)),
                    ".xml" => OfJUnit(File.ReadAllText(file)),
                    _ => new TestCounts(0, 0, 0),
                }
            )
            .Aggregate(
                new TestCounts(0, 0, 0),
                (sum, one) =>
                    new TestCounts(sum.Passed + one.Passed, sum.Failed + one.Failed, sum.Skipped + one.Skipped)
            );

    /// <summary>The line that a run ends with.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Passed} passed, {Failed} failed, {Skipped} skipped");

    private static TestCounts OfTrx(XDocument trx)
    {
        string[] outcomes =
        [
            .. trx.Descendants()
                .Where(element => element.Name.LocalName == "UnitTestResult")
                .Select(result => (string?)result.Attribute("outcome") ?? ""),
        ];
        int passed = outcomes.Count(outcome => outcome == "Passed");
        int skipped = outcomes.Count(outcome => outcome == "NotExecuted");
        return new TestCounts(passed, outcomes.Length - passed - skipped, skipped);
    }

    private static TestCounts OfJUnit(string xml)
    {
        // Node copies a failure's text as it is, and what a program printed may have colors in it, which XML can't
        // hold.
        XElement[] cases = [.. XDocument.Parse(string.Concat(xml.Where(XmlConvert.IsXmlChar))).Descendants("testcase")];
        int failed = cases.Count(test => test.Element("failure") is not null);
        int skipped = cases.Count(test => test.Element("skipped") is not null);
        return new TestCounts(cases.Length - failed - skipped, failed, skipped);
    }
}
