using EcaTools.Core.Deployment.Plans;

namespace EcaTools.Commands.Deployment;

/// <summary>A plan as a parameter takes it: the path of its file, or the plan itself.</summary>
public sealed class PlanInput
{
    private readonly string? _path;
    private readonly EcaDeploymentPlan? _plan;

    /// <summary>A plan in a file.</summary>
    /// <param name="path">The path.</param>
    public PlanInput(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        _path = path;
    }

    /// <summary>A plan that was just made.</summary>
    /// <param name="plan">The plan.</param>
    public PlanInput(EcaDeploymentPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        _plan = plan;
    }

    /// <summary>The path, or the plan in short.</summary>
    public override string ToString() => _path ?? _plan!.ToString();

    internal EcaDeploymentPlan Read(Func<string, string> resolve) => _plan ?? PlanFile.Read(resolve(_path!));
}
