using System.Text.Json;
using System.Text.Json.Serialization;
using EcaTools.Core.Credentials;
using EcaTools.Core.Salesforce;

namespace EcaTools.Core.Rotation;

/// <summary>
/// The folder in which rotations are remembered: a file for each app, with what was meant to be done and what was done. What is true is
/// in the org and in the store; the journal tells a later run which staged pair is ours. It holds fingerprints, no key and no secret.
/// </summary>
public sealed class RotationJournal
{
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>A journal in a folder, which is made for its owner alone where it is not there.</summary>
    /// <param name="folder">The full path; null for the user's folder of application data.</param>
    /// <exception cref="EcaException"><c>RotationJournalPathUnknown</c>.</exception>
    public RotationJournal(string? folder = null)
    {
        if (folder is null)
        {
            string data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
            folder = data.Length > 0 ? Path.Combine(data, "EcaTools", "rotations") : throw RotationErrors.RotationJournalPathUnknown();
        }

        Folder = folder;
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>Told of each moment around a write, so that a test can end the process there.</summary>
    internal Action<string>? Reached { get; init; }

    /// <summary>The apps of an org that it knows, by name.</summary>
    /// <exception cref="EcaException"><c>RotationJournalNotReadable</c>.</exception>
    public IReadOnlyList<EcaAppIdentity> AppsOf(EcaOrg org)
    {
        ArgumentNullException.ThrowIfNull(org);
        string[] files = Directory.Exists(Folder) ? Directory.GetFiles(Folder, $"{SalesforceId.Short(org.OrgId)}-*.json") : [];
        return
        [
            .. files.Select(AppJournal.Read)
                .Select(content => new EcaAppIdentity(content.App) { Id = content.AppId, OrgAlias = org.Alias })
                .OrderBy(app => app.Name, StringComparer.OrdinalIgnoreCase),
        ];
    }

    /// <summary>The journal of one app. To write in it, its lock is taken, which one process at a time can hold.</summary>
    /// <exception cref="EcaException"><c>RotationRunning</c>, <c>RotationJournalNotReadable</c>, <c>RotationJournalNotWritten</c>.</exception>
    internal AppJournal Open(EcaOrg org, EcaAppIdentity app, bool isPreview) =>
        new(Path.Combine(Folder, $"{SalesforceId.Short(org.OrgId)}-{SalesforceId.Short(app.Id!)}.json"), org, app, isPreview, Reached);
}
