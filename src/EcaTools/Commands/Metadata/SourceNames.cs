using System.Collections.Immutable;
using EcaTools.Core;
using EcaTools.Core.Conversion;
using EcaTools.Core.Conversion.Mapping;
using EcaTools.Core.Projects;
using EcaTools.Core.Salesforce;
using EcaTools.Engine;

namespace EcaTools.Commands.Metadata;

/// <summary>What the names in Connected Apps stand for where they came from, an org of the session or a project on
/// disk, read once for each and run of a cmdlet.</summary>
/// <param name="orgs">The session's orgs.</param>
/// <param name="warn">Told of what could not be read.</param>
internal sealed class SourceNames(OrgTable orgs, Action<string> warn)
{
    private readonly Dictionary<string, ProjectComponents> _read = new(StringComparer.Ordinal);

    /// <summary>Options with what the org or the project of an app tells.</summary>
    public async Task<ConversionOptions> CompleteAsync(
        ConversionOptions options,
        string source,
        CancellationToken cancellation
    )
    {
        EcaOrg? org = orgs.Find(source);
        string key = org?.Alias ?? (File.Exists(source) ? ProjectComponents.RootOf(source) : "");
        if (key.Length == 0)
        {
            return options;
        }

        if (!_read.TryGetValue(key, out ProjectComponents? known))
        {
            _read[key] = known = org is null
                ? ProjectComponents.Read(key, cancellation)
                : await ReadAsync(org, cancellation);
            foreach (string reason in known.Unread)
            {
                warn($"What Connected Apps name by label and could not be found becomes a loss. {reason}");
            }
        }

        return options with
        {
            PermissionSetNames = known.PermissionSetNames,
            Certificates = known.Certificates,
        };
    }

    private static async Task<ProjectComponents> ReadAsync(EcaOrg org, CancellationToken cancellation)
    {
        try
        {
            return new ProjectComponents(
                await new PermissionSetNameReader(org).ReadAsync(cancellation),
                ImmutableDictionary<string, string>.Empty,
                []
            );
        }
        catch (EcaException refused)
            when (refused.Category is EcaErrorCategory.PermissionDenied or EcaErrorCategory.InvalidArgument)
        {
            return new ProjectComponents(
                ImmutableDictionary<string, string>.Empty,
                ImmutableDictionary<string, string>.Empty,
                [$"The permission sets of {org.Alias} were not read. {refused.Message}"]
            );
        }
    }
}
