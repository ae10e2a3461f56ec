namespace EcaTools.PracticeOrg.Http;

/// <summary>The org says no. Each protocol has its own shape for it.</summary>
internal abstract class RefusedException(string message) : Exception(message)
{
    public abstract Answer ToAnswer();
}
