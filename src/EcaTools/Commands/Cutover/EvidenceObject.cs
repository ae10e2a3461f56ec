using System.Management.Automation;
using EcaTools.Core.Migrations.Evidence;
using EcaTools.Core.Migrations.Ledgers;
using EcaTools.Engine.Binding;

namespace EcaTools.Commands.Cutover;

/// <summary>Reads what an object of the pipeline is evidence of: one of ours, a copy of one, or any object whose type
/// has the same name and properties.</summary>
internal static class EvidenceObject
{
    /// <summary>The evidence; none if the type is not known.</summary>
    public static IReadOnlyList<LedgerEntry> Read(PSObject item) =>
        EvidenceTypes.Read(item.TypeNames[0], path => Value(item, path));

    private static object? Value(PSObject item, string path)
    {
        object? at = item;
        foreach (string name in path.Split('.'))
        {
            if (at is null)
            {
                return null;
            }

            at = PipelineObject.BaseOf(at) is System.Collections.IDictionary map
                ? map[name]
                : PSObject.AsPSObject(at).Properties[name]?.Value;
        }

        return PipelineObject.BaseOf(at);
    }
}
