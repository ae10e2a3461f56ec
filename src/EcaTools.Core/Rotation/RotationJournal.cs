using System.Text.Json;
using System.Text.Json.Serialization;
using EcaTools.Core.Journals;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Rotation;

/// <summary>
/// Where rotations are remembered: a file in a folder for each app, or a text in a store, with what was meant to be
/// done and what was done.
/// The org and the delivery target have the facts; the journal tells a later run which staged pair is ours and who may
/// have it. It holds fingerprints, no key and no secret.
/// </summary>
public sealed class RotationJournal
{
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(allowIntegerValues: false) },
    };

    private readonly IJournalStore? _store;

    /// <summary>A journal in a folder, which is made for its owner alone if it does not exist.</summary>
    /// <param name="folder">The full path; null for the user's folder of application data.</param>
    /// <param name="org">The org whose apps are rotated. All practice orgs have the same ids, so each has a folder of
    /// its own: a new one knows nothing of an earlier one.</param>
    /// <exception cref="EcaException"><c>ParameterMissing</c>.</exception>
    public RotationJournal(string? folder = null, EcaOrg? org = null)
    {
        if (folder is null)
        {
            string data = Environment.GetFolderPath(
                Environment.SpecialFolder.LocalApplicationData,
                Environment.SpecialFolderOption.DoNotVerify
            );
            folder =
                data.Length > 0
                    ? Path.Combine(data, "EcaTools", FolderOf(org))
                    : throw JournalErrors.RotationJournalPathUnknown();
        }

        Folder = folder;
    }

    /// <summary>A journal in a store that outlives the machine.</summary>
    /// <param name="store">The store.</param>
    public RotationJournal(IJournalStore store) => _store = store;

    /// <summary>The folder; null if it is in a store.</summary>
    public string? Folder { get; }

    /// <summary>What people call it: the folder, or the store.</summary>
    public string Name => Folder ?? _store!.Name;

    private static string FolderOf(EcaOrg? org) =>
        org?.OrgType == OrgType.Practice ? $"rotations-practice-{new Uri(org.InstanceUrl).Port}" : "rotations";

    /// <summary>Called at each moment around a write, so that a test can end the process there.</summary>
    internal Action<string>? Reached { get; init; }

    /// <summary>Which journals the store holds; null for a folder, which lists them itself.</summary>
    internal JournalIndex? Index => _store is null ? null : new JournalIndex(_store);

    /// <summary>The journal of one app.</summary>
    /// <param name="org">The org.</param>
    /// <param name="file">The name of its file.</param>
    /// <param name="name">Its name in a store: letters, digits and hyphens.</param>
    internal JournalDocument DocumentOf(EcaOrg org, string file, string name)
    {
        SalesforceClient client = org.GetClient();
        return _store is null
            ? new FolderDocument(Path.Combine(Folder!, file), client.Wire.Options.TimeProvider)
            : new StoreDocument(_store, name, () => client.Now);
    }
}
