using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EcaTools.Core.Files;
using EcaTools.Core.Projects;

namespace EcaTools.Core.TestReports;

/// <summary>
/// Writes what test cases found as a SARIF 2.1.0 log (OASIS standard), which GitHub code scanning, Azure DevOps and
/// editors show at the lines of the files. What is about an org has no file; it has the name as a logical location. Paths are relative to <c>%SRCROOT%</c>, so that the log holds no path of the machine and is
/// the same everywhere. It is written next to its place as the findings come, and moved there by <see cref="Complete"/>.
/// </summary>
public sealed class SarifWriter : IDisposable
{
    private const string Pages = "https://github.com/EcaTools/EcaTools/blob/main/";

    private const int MaxPending = 64 * 1024;

    private readonly string _path;
    private readonly string _root;
    private readonly ImmutableArray<TestRule> _rules;
    private readonly Dictionary<string, int> _indexes;
    private readonly StagedFile _file;
    private readonly Utf8JsonWriter _json;

    /// <summary>Begins a log.</summary>
    /// <param name="path">The file to write, as a full path; its folder is made where it is missing.</param>
    /// <param name="root">The folder that paths are relative to: the root of the repository, as a full path.</param>
    /// <param name="rules">The rules, all of which the log describes.</param>
    /// <exception cref="EcaException">FileNotWritten.</exception>
    public SarifWriter(string path, string root, ImmutableArray<TestRule> rules)
    {
        _path = path;
        _root = root;
        _rules = rules;
        _indexes = rules
            .Select((rule, index) => (rule.Id, index))
            .ToDictionary(pair => pair.Id, pair => pair.index, StringComparer.Ordinal);
        try
        {
            _file = new StagedFile(path, AtomicFileOptions.Ordinary);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw ProjectErrors.FileNotWritable(path, exception);
        }

        _json = new Utf8JsonWriter(_file.Content);
        Begin();
    }

    /// <summary>The root of the repository that a file or folder is in: the nearest folder with a <c>.git</c>, else
    /// with an sfdx-project.json; null where there is neither.</summary>
    public static string? RootOf(string path)
    {
        DirectoryInfo? start = Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path).Directory;
        string? project = null;
        for (DirectoryInfo? folder = start; folder is not null; folder = folder.Parent)
        {
            if (Path.Exists(Path.Combine(folder.FullName, ".git")))
            {
                return folder.FullName;
            }

            project ??= File.Exists(Path.Combine(folder.FullName, SalesforceProjectFile.FileName))
                ? folder.FullName
                : null;
        }

        return project;
    }

    /// <summary>Adds a test case. One that passed and found nothing is not in the log.</summary>
    public void Write(TestCase one)
    {
        ArgumentNullException.ThrowIfNull(one);
        if (one.Outcome is CheckOutcome.Passed && !one.IsFinding)
        {
            return;
        }

        bool isOpen = one.Outcome is CheckOutcome.Skipped;
        _json.WriteStartObject();
        _json.WriteString("ruleId", one.RuleId);
        _json.WriteNumber("ruleIndex", _indexes[one.RuleId]);

        // The standard wants level none of what is not a failure.
        _json.WriteString("kind", isOpen ? "open" : "fail");
        _json.WriteString("level", isOpen ? "none" : Level(one.Level));

        // A message about a file that can't be read names it in full.
        Message(
            "message",
            one.Message.Replace(
                Path.TrimEndingDirectorySeparator(_root) + Path.DirectorySeparatorChar,
                "",
                StringComparison.Ordinal
            )
        );
        string place = WriteLocation(one);
        _json.WriteStartObject("partialFingerprints");
        _json.WriteString("ruleFileElement/v1", Fingerprint(one.RuleId, place, one.Element));
        _json.WriteEndObject();
        _json.WriteStartObject("properties");
        if (one.NextStep is not null)
        {
            _json.WriteString("remediation", one.NextStep);
        }

        if (one.Element is not null)
        {
            _json.WriteString("element", one.Element);
        }

        _json.WriteEndObject();
        _json.WriteEndObject();
        if (_json.BytesPending > MaxPending)
        {
            ToDisk(_json.Flush);
        }
    }

    /// <summary>Ends the log and puts it in its place.</summary>
    /// <exception cref="EcaException">FileNotWritten.</exception>
    public void Complete()
    {
        _json.WriteEndArray();
        _json.WriteEndObject();
        _json.WriteEndArray();
        _json.WriteEndObject();
        ToDisk(() =>
        {
            _json.Dispose();
            _file.Complete();
            _file.Place();
        });
    }

    /// <summary>Lets go of the log; one that was not completed is never seen.</summary>
    public void Dispose()
    {
        _json.Dispose();
        _file.Dispose();
    }

    /// <summary>Writes where a case is found, and gives what names that place.</summary>
    private string WriteLocation(TestCase one)
    {
        _json.WriteStartArray("locations");
        _json.WriteStartObject();
        string place = one.Path is null ? WriteLogicalLocation(one.Subject) : WritePhysicalLocation(one.Path, one.Line);
        _json.WriteEndObject();
        _json.WriteEndArray();
        return place;
    }

    private string WriteLogicalLocation(string subject)
    {
        _json.WriteStartArray("logicalLocations");
        _json.WriteStartObject();
        _json.WriteString("name", subject);
        _json.WriteString("kind", "resource");
        _json.WriteEndObject();
        _json.WriteEndArray();
        return subject;
    }

    private string WritePhysicalLocation(string file, int? line)
    {
        (string uri, bool isRelative) = Uri(file);
        _json.WriteStartObject("physicalLocation");
        _json.WriteStartObject("artifactLocation");
        _json.WriteString("uri", uri);
        if (isRelative)
        {
            _json.WriteString("uriBaseId", "%SRCROOT%");
        }

        _json.WriteEndObject();
        _json.WriteStartObject("region");

        // GitHub code scanning wants a line of every result; what is about a whole file is shown at its first.
        _json.WriteNumber("startLine", line ?? 1);
        _json.WriteEndObject();
        _json.WriteEndObject();
        return uri;
    }

    private void ToDisk(Action write)
    {
        try
        {
            write();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw ProjectErrors.FileNotWritable(_path, exception);
        }
    }

    private void Begin()
    {
        _json.WriteStartObject();
        _json.WriteString(
            "$schema",
            "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
        );
        _json.WriteString("version", "2.1.0");
        _json.WriteStartArray("runs");
        _json.WriteStartObject();
        _json.WriteStartObject("tool");
        _json.WriteStartObject("driver");
        _json.WriteString("name", "EcaTools");
        _json.WriteString("informationUri", "https://github.com/EcaTools/EcaTools");
        _json.WriteString(
            "version",
            typeof(SarifWriter)
                .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
                .InformationalVersion
        );
        _json.WriteStartArray("rules");
        foreach (TestRule rule in _rules)
        {
            Write(rule);
        }

        _json.WriteEndArray();
        _json.WriteEndObject();
        _json.WriteEndObject();
        _json.WriteStartObject("originalUriBaseIds");
        _json.WriteStartObject("%SRCROOT%");
        Message("description", "The root of the repository.");
        _json.WriteEndObject();
        _json.WriteEndObject();
        _json.WriteString("columnKind", "utf16CodeUnits");
        _json.WriteStartArray("results");
    }

    private void Write(TestRule rule)
    {
        _json.WriteStartObject();
        _json.WriteString("id", rule.Id);
        Message("shortDescription", rule.Title);
        Message("fullDescription", rule.Description ?? rule.Title);
        Message("help", rule.Remediation ?? rule.Title);
        _json.WriteString("helpUri", Pages + rule.HelpPage);
        _json.WriteStartObject("defaultConfiguration");
        _json.WriteString("level", Level(rule.Level));
        _json.WriteEndObject();
        _json.WriteStartObject("properties");
        if (rule.Source is not null)
        {
            _json.WriteString("source", rule.Source);
        }

        _json.WriteEndObject();
        _json.WriteEndObject();
    }

    private void Message(string name, string text)
    {
        _json.WriteStartObject(name);
        _json.WriteString("text", text);
        _json.WriteEndObject();
    }

    private (string Uri, bool IsRelative) Uri(string target)
    {
        string relative = Path.GetRelativePath(_root, target).Replace(Path.DirectorySeparatorChar, '/');
        bool isInside =
            relative != ".." && !relative.StartsWith("../", StringComparison.Ordinal) && !Path.IsPathRooted(relative);
        return isInside
            ? (string.Join('/', relative.Split('/').Select(System.Uri.EscapeDataString)), true)
            : (new System.Uri(target).AbsoluteUri, false);
    }

    private static string Level(TestLevel level) =>
        level switch
        {
            TestLevel.Error => "error",
            TestLevel.Warning => "warning",
            _ => "note",
        };

    /// <summary>What stays the same while other lines of a file come and go, so that a finding that was dismissed stays
    /// so.</summary>
    private static string Fingerprint(string rule, string uri, string? element) =>
        Convert
            .ToHexString(
                SHA256
                    .HashData(
                        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{rule}\n{uri}\n{element}"))
                    )
                    .AsSpan(0, 16)
            )
            .ToLowerInvariant();
}
