using System.Management.Automation;
using EcaTools.Core.Salesforce;

namespace EcaTools.Engine.Binding;

/// <summary>Lets a parameter take an org, its alias, or a copy of it out of a job or file, which stands for the
/// connected org of its alias.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OrgAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        PipelineObject.BaseOf(inputData) switch
        {
            EcaOrg org => new OrgIdentity(org),
            string { Length: > 0 } alias => new OrgIdentity(alias),
            _ when PipelineObject.IsCopyOf(inputData, typeof(EcaOrg))
                    && PipelineObject.Text(inputData, "Alias") is { } alias => new OrgIdentity(alias),
            _ => inputData,
        };
}
