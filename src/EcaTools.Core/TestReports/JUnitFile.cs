using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Xml;
using EcaTools.Core.Projects;

namespace EcaTools.Core.TestReports;

/// <summary>Writes test cases as JUnit XML, which the build services show as test results. There is no standard;
/// the elements are those that Jenkins, GitHub, GitLab and Azure DevOps all read (llg.cubic.org/docs/junit).</summary>
public static class JUnitFile
{
    private static readonly XmlWriterSettings s_settings = new()
    {
        Indent = true,
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        NewLineChars = "\n",
    };

    /// <summary>Writes the file, in place of one that is there.</summary>
    /// <param name="path">The file, as a full path; its folder is made if it is missing.</param>
    /// <param name="suite">The name of the suite: the cmdlet.</param>
    /// <param name="cases">The test cases. Those of one subject come together as a class.</param>
    /// <exception cref="EcaException">FileNotWritten.</exception>
    public static void Write(string path, string suite, ImmutableArray<TestCase> cases) =>
        SafeFile.Write(
            path,
            stream =>
            {
                using XmlWriter xml = XmlWriter.Create(stream, s_settings);
                xml.WriteStartElement("testsuites");
                xml.WriteStartElement("testsuite");
                xml.WriteAttributeString("name", Clean(suite));
                xml.WriteAttributeString("tests", Text(cases.Length));
                xml.WriteAttributeString("failures", Text(Count(cases, CheckOutcome.Failed)));
                xml.WriteAttributeString("errors", Text(0));
                xml.WriteAttributeString("skipped", Text(Count(cases, CheckOutcome.Skipped)));
                foreach (TestCase one in cases)
                {
                    Write(xml, one, suite);
                }

                xml.WriteEndElement();
                xml.WriteEndElement();
            }
        );

    private static void Write(XmlWriter xml, TestCase one, string suite)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", Clean($"{suite}.{one.Subject}"));
        xml.WriteAttributeString("name", Clean(one.RuleId == one.Title ? one.Title : $"{one.RuleId} {one.Title}"));
        if (one.Duration is { } duration)
        {
            xml.WriteAttributeString("time", duration.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture));
        }

        string message = $"{one.Message} {one.NextStep}".Trim();
        switch (one.Outcome)
        {
            case CheckOutcome.Skipped:
                xml.WriteStartElement("skipped");
                xml.WriteAttributeString("message", Clean(message));
                xml.WriteEndElement();
                break;
            case CheckOutcome.Failed:
                xml.WriteStartElement("failure");
                xml.WriteAttributeString("type", Clean(one.RuleId));
                xml.WriteAttributeString("message", Clean(message));
                xml.WriteString(Clean(Body(one)));
                xml.WriteEndElement();
                break;
            case CheckOutcome.Passed or CheckOutcome.Warning when message.Length > 0:
                xml.WriteElementString("system-out", Clean(message));
                break;
        }

        xml.WriteEndElement();
    }

    private static string Body(TestCase one)
    {
        string place = one.Path is null
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $"{one.Path}:{one.Line ?? 1}\n");
        return $"{place}{one.Message}\n{one.NextStep}\n{one.Detail}".Trim();
    }

    /// <summary>What XML can't hold, as a server or a file may have it, is left out.</summary>
    private static string Clean(string text)
    {
        string safe = SafeText.Lines(text);
        StringBuilder clean = new(safe.Length);
        foreach (Rune rune in safe.EnumerateRunes())
        {
            if (rune.Value is not (0xFFFE or 0xFFFF))
            {
                clean.Append(rune.ToString());
            }
        }

        return clean.ToString();
    }

    private static int Count(ImmutableArray<TestCase> cases, CheckOutcome outcome) =>
        cases.Count(one => one.Outcome == outcome);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
